"""The terminal without the glass: keys move through the focus tree, and what is met is said."""
