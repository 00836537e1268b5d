"""A stand-in of ours for what the platform puts beside an integration's script, which is published nowhere."""
