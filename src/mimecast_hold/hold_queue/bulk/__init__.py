"""Many messages at once: groups, threads, order, safeguards and the journal."""
