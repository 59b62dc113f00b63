"""What a field engineer taught this terminal: the empty mat, millimetres, lighting, dirt."""
