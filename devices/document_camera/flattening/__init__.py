"""From four corners to a straight, evenly lit page the right way up, in true millimetres."""
