"""The wire: one call to Mimecast, signed, sent and understood."""
