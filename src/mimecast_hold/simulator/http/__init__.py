"""The simulator's HTTP server: connections, requests, scripted faults."""
