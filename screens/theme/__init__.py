"""Sizes in millimetres, type roles, colours: everything a component asks before it draws."""
