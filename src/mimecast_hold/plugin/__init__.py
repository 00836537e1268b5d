"""The door where a platform comes in."""
