"""What the screens' process may ask of the platform: the contract's operations without the terminal's own.

Enrolment, heartbeats, guide snapshots, sealed submissions, telemetry and audit batches are the agent's
business; nothing that speaks on the socket can act as the terminal beyond these. A test holds this list
against docs/api/openapi.yaml.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.terminal.settings import CONTRACT_BASE

OPERATIONS: Mapping[str, frozenset[str]] = {
    path: frozenset(methods.split())
    for path, methods in {
        "/capabilities": "GET",
        "/plans": "POST",
        "/citizen-sessions/link-codes": "POST",
        "/citizen-sessions/link-codes/{linkCode}": "GET",
        "/citizen-sessions": "POST",
        "/citizen-sessions/self": "GET DELETE",
        "/citizen-sessions/self/principal": "PUT",
        "/consents": "POST",
        "/consents/{consentId}": "DELETE",
        "/prefill-requests": "POST",
        "/prefill-requests/{requestId}": "GET",
        "/data-disputes": "POST",
        "/certificate-searches": "POST",
        "/certificates/{certificateId}/uses": "POST",
        "/certificate-verifications": "POST",
        "/drafts": "POST GET",
        "/drafts/{draftId}": "GET PATCH DELETE",
        "/drafts/{draftId}/validations": "POST",
        "/drafts/{draftId}/handoff-codes": "POST",
        "/uploads": "POST",
        "/uploads/{uploadId}": "HEAD PATCH DELETE",
        "/submissions": "POST GET",
        "/submissions/{submissionNo}": "GET",
        "/submissions/{submissionNo}/events": "GET",
        "/submission-lookups": "POST",
        "/sealed-submission-lookups": "POST",
        "/cases/{caseNo}": "GET",
        "/cases/{caseNo}/corrections": "POST",
        "/cases/{caseNo}/withdrawals": "POST",
        "/cases/{caseNo}/results": "GET",
        "/results/{resultId}/content": "GET",
        "/results/{resultId}/print-jobs": "POST",
        "/print-jobs/{printJobId}/state": "PUT",
        "/payment-orders": "POST",
        "/payment-orders/{orderId}": "GET",
        "/appointment-slots": "GET",
        "/appointments": "POST GET",
        "/appointments/{appointmentNo}": "DELETE",
        "/queue-tickets": "POST",
        "/rating-forms/current": "GET",
        "/ratings": "POST",
        "/issue-reports": "POST",
        "/issue-report-lookups": "POST",
        "/issue-reports/{issueNo}/reopenings": "POST",
        "/policy-matches": "POST",
        "/entitlement-confirmations": "POST",
        "/assistance-requests": "POST",
        "/assistance-requests/{requestId}": "GET",
    }.items()
}

UPLOADS = frozenset({"/uploads", "/uploads/{uploadId}"})

# An id is unreserved characters of RFC 3986 and not a dot segment: no escapes, so nothing can be read
# differently by the next hop.
_ID = r"(?!\.{1,2}(?:/|$))[A-Za-z0-9._~:-]{1,200}"
_PATTERNS = tuple(
    (re.compile(CONTRACT_BASE + re.sub(r"\\\{\w+\\\}", lambda _: _ID, re.escape(path))), path)
    for path in OPERATIONS
)


@dataclass(frozen=True, slots=True)
class Route:
    """The operation's path template, and the methods that it has."""

    template: str
    methods: frozenset[str]

    @property
    def is_upload(self) -> bool:
        """Whether this carries page pictures and may take longer."""
        return self.template in UPLOADS


def route_of(path: str) -> Route | None:
    """Find the operation of a path as it came over the wire; None when it is not in the list."""
    # Fixed segments come before ids in the list (/citizen-sessions/self), so the first match is right.
    for pattern, template in _PATTERNS:
        if pattern.fullmatch(path):
            return Route(template, OPERATIONS[template])
    return None
