"""Bar codes and two-dimensional codes on a page."""
