"""Input and output held against the schemas, and refusals in plain words."""
