"""A connection from a file, the environment and what the caller gave."""
