"""Hanzi written with the finger: strokes in, candidates out, in a process of its own."""
