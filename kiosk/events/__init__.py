"""The one list of log events (list.toml), and what is made of it: the enum, the fields and docs/events.md.

No personal data by construction: an event carries numbers, codes of the program and ids, and nothing else.
"""
