"""Native packages for SOAR platforms, made from the manifest and the schemas."""
