"""The local guide cache: one signed SQLite snapshot, installed atomically, read and searched offline.

It knows signed content (SQLite, JSON), not the journey and none of its models.
"""
