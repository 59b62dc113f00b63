"""A code reader on a pty."""
