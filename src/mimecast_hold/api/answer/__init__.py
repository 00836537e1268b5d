"""What a response from Mimecast means. Pure."""
