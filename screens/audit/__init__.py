"""What can be measured about a page: on the live widgets (`tree`) and on what was drawn (`pixels`).

Used by tests on every page in every look, and whole by `make audit`; the numbers are those of the
accessibility brief (EN 301 549, WCAG 2.2, GB/T 37668). Each check returns findings in words; none means all
is well.
"""

from screens.audit.tree import audit, distance

__all__ = ["audit", "distance"]
