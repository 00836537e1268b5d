"""Make one call to Mimecast: sign it, send it, and classify the response."""
