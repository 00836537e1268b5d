"""Native packages for the platforms that people run, each written from the manifest and the schemas."""
