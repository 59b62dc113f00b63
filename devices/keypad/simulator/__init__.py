"""A simulated keypad: the bytes of evdev on a pty. Never imported by production code."""
