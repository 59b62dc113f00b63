"""How a paper comes to be a photograph: the view, what it lies on, light, what lies over it, the sensor."""
