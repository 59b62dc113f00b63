"""Bar codes and two-dimensional codes on a page: zxing first, zbar for what it missed, bytes kept."""
