"""A4 pages: what a print server says of a printer, in the words of XFS4IoT, and jobs that end certainly.

This `__init__` names nothing that loads libcups: `cups_printer` is imported where it is constructed.
"""
