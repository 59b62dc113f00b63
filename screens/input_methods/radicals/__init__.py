"""Rare characters found by their radical (部首) and the strokes beside it."""
