"""The ways to a reader module: a serial line, a USB device with bulk pipes, a USB HID device."""
