"""Decide what happens to a message: events in, the next step or the record out. Pure."""
