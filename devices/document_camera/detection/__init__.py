"""Where pages lie in a picture: two independent detectors, and their agreement."""
