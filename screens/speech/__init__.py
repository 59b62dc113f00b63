"""Speech: what is on the screen for the ear.

spelling, words, personal: pure, from nodes and texts to what is said and who may hear it.
voice: the window's side, a queue of one. process and what it imports: synthesis and sound, in a process of
its own.
"""
