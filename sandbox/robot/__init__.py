"""A robot citizen: it looks at the focus tree as a person at the screen, and touches the real window."""
