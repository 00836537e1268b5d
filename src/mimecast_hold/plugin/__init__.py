"""The entry point for platforms: read, validate, run an action, and return its envelope."""
