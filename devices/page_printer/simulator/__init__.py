"""A print server of its own with simulated printers: cupsd itself, and a backend whose paper is a folder."""
