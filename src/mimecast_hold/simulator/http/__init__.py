"""The simulator's HTTP server and its faults."""
