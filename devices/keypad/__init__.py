"""A keypad for who does not use the glass: ▲▼◀▶ ● ? 🔊, and the socket for headphones.

Seven keys of a USB HID keyboard, read through Linux evdev and taken for this program alone. What a key means
is decided by the screens.
"""
