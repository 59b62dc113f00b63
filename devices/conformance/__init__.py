"""Conformance kit: walks a device through what its driver relies on, and writes down what it saw.

For a field engineer with a new make on the table, and for its vendor, who gets the report. The kit speaks to
the device below the driver, over the driver's own ports and frames, so that a device which the driver cannot
use is still looked at closely. A report carries no personal data: what comes from a card, a code or under the
camera is told by its length and form only.
"""
