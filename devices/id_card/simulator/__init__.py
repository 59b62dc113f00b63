"""A reader module on a pty that speaks SDT, with faults that are switched on while it works."""
