"""The work: what is asked of the hold queue, and what became of each message."""
