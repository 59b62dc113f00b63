"""What a field engineer teaches a terminal about its camera: the empty mat, the scale, the light, the glass.

`kiosk camera calibrate` writes it, `store.load` reads it, the vision worker uses it. It is about a place, not
about people: nothing lies on the mat while it is learnt.
"""
