"""Is this picture good enough? Figures of a page, and advice where one is over its limit."""
