"""Show results to people, with untrusted text made safe."""
