"""Serve the actions as tools of the Model Context Protocol, within limits that are set at start."""
