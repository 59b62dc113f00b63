"""The audit log: append-only, every line chained to the one before, on disk before anybody relies on it.

Each process writes a chain of its own, so that neither waits for the other; the agent hands both over to the
platform. What goes in is what kiosk/events/list.toml marks, and nothing of a person fits into it.
"""
