"""Release or reject many messages: groups, threads, order, guards and the journal."""
