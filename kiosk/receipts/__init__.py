"""Slips and take-away guides, as data (`document.py`) and as columns (`layout.py`)."""
