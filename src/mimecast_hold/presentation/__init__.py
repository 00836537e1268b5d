"""For people's eyes: text that others wrote, made safe, and results made readable."""
