"""The application's own releases: signed, fetched, unpacked beside each other, put in force, taken back.

Whoever has the network (the agent) fetches and asks; root verifies everything again from a root of trust of
its own and unpacks. Which release is in force is decided by /usr/lib/yiciban/release alone.
"""
