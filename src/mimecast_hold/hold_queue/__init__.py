"""Work with the hold queue: find, release and reject messages, and report what became of each."""
