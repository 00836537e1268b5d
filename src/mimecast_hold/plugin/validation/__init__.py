"""Validate input and output against the schemas, and explain violations in plain words."""
