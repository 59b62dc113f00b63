"""Every component in its states, on pages of sample content: `python -m screens.gallery OUT`."""
