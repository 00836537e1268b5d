"""One HTTP exchange with Mimecast."""
