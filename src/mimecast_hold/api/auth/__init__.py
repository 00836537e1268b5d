"""Credentials, signatures and tokens."""
