"""The focus tree: what speech, keypad, focus ring, audit and robot read instead of pixels."""
