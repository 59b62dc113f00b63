"""Made from list.toml by `python -m kiosk.events`; not to be edited."""

from collections.abc import Mapping
from enum import StrEnum

from kiosk.events.kinds import Kind


class Event(StrEnum):
    """Every event that may be logged."""

    AGENT_STARTED = "agent.started"
    """The agent runs."""
    AGENT_STOPPED = "agent.stopped"
    """The agent was told to stop, and has."""
    ENROLMENT_STARTED = "agent.enrolment.started"
    """The terminal asks for an identity."""
    ENROLMENT_ENDED = "agent.enrolment.ended"
    """The platform answered, or could not be reached."""
    CERTIFICATE_RENEWED = "agent.certificate.renewed"
    """A new client certificate, or why there is none."""
    KEY_CHANGED = "agent.key.changed"
    """The terminal's key gave way to another, or why not."""
    REQUEST_FORWARDED = "agent.request.forwarded"
    """The platform answered a request of the screens."""
    REQUEST_REFUSED = "agent.request.refused"
    """The screens asked for something that is not in the contract."""
    UPSTREAM_FAILED = "agent.upstream.failed"
    """No answer from the platform; the reason is a proxy error type of RFC 9209."""
    TERMINAL_REVOKED = "agent.terminal.revoked"
    """The platform no longer takes this terminal's signature."""
    TERMINAL_RESTORED = "agent.terminal.restored"
    """It takes it again."""
    CLOCK_SKEWED = "agent.clock.skewed"
    """The clocks of terminal and platform differ by more than a minute."""
    SYNC_STARTED = "agent.sync.started"
    """A pass over the guides begins."""
    SYNC_ENDED = "agent.sync.ended"
    """A pass over the guides has ended."""
    HEARTBEAT_FAILED = "agent.heartbeat.failed"
    """The platform did not take a heartbeat."""
    RELEASE_STARTED = "agent.release.started"
    """A step with a release of the terminal's program begins: fetch, stage, activate or prove."""
    RELEASE_ENDED = "agent.release.ended"
    """A release of the terminal's program was fetched, put in force, found good, taken back, or not taken."""
    OUTBOX_RECOVERED = "agent.outbox.recovered"
    """Sealed files without an entry were entered, left-overs tidied."""
    OUTBOX_REBUILT = "agent.outbox.rebuilt"
    """The outbox's database was broken and was made anew from the sealed files."""
    OUTBOX_FAILED = "agent.outbox.failed"
    """The outbox cannot be read or written."""
    OUTBOX_OVERDUE = "agent.outbox.overdue"
    """Sealed submissions have waited for longer than the site allows."""
    OUTBOX_TROUBLE = "agent.outbox.trouble"
    """Something would keep a submission from being sealed."""
    OUTBOX_CLOCK_SETTLED = "agent.outbox.clock-settled"
    """The clock is right again; what was sealed under a wrong one was looked at."""
    OUTBOX_ACKNOWLEDGED = "agent.outbox.acknowledged"
    """The platform has a sealed submission and signed for it."""
    OUTBOX_REJECTED = "agent.outbox.rejected"
    """The platform refused a sealed submission for good, or it is damaged."""
    OUTBOX_PUT_OFF = "agent.outbox.put-off"
    """Sending failed and is tried again later."""
    OUTBOX_RECEIPT_REFUSED = "agent.outbox.receipt-refused"
    """What the platform answered is no receipt for this submission."""
    OUTBOX_PURGED = "agent.outbox.purged"
    """Old entries left the list."""
    COMMAND_STARTED = "agent.command.started"
    """An order of the platform is carried out."""
    COMMAND_ENDED = "agent.command.ended"
    """An order of the platform was carried out, refused, or could not be."""
    TELEMETRY_CONNECTED = "agent.telemetry.connected"
    """The broker takes the terminal's reports."""
    TELEMETRY_LOST = "agent.telemetry.lost"
    """No connection to the broker; the reason is the broker's MQTT v5 code, or what the network did."""
    TELEMETRY_DENIED = "agent.telemetry.denied"
    """The broker forbids this terminal to publish or subscribe: its list of rights is wrong."""
    FIGURES_TAKEN = "agent.figures.taken"
    """The operator's collector takes the terminal's figures (OTLP)."""
    FIGURES_LOST = "agent.figures.lost"
    """It does not; the reason is a proxy error type of RFC 9209, not-now, refused or partly-refused."""
    AUDIT_SHIPPED = "agent.audit.shipped"
    """Lines of the audit log are with the platform."""
    AUDIT_FAILED = "agent.audit.failed"
    """Lines of the audit log could not be written, read or handed over."""
    AUDIT_REPAIRED = "audit.repaired"
    """After a power cut the last, half-written line of the audit log was taken away."""
    UI_STARTED = "ui.started"
    """The screens run and the devices are open."""
    UI_STOPPED = "ui.stopped"
    """The screens were told to stop, and have."""
    PINYIN_MISSING = "ui.pinyin.missing"
    """Typing by pinyin is not to be had."""
    HANDWRITING_MISSING = "ui.handwriting.missing"
    """Writing by hand is not to be had."""
    VISIT_STARTED = "ui.visit.started"
    """Somebody began."""
    VISIT_ENDED = "ui.visit.ended"
    """The visit is over and wiped."""
    VISIT_TROUBLE = "ui.visit.trouble"
    """Something that a visit wanted failed."""
    VISIT_SUBMITTED = "ui.visit.submitted"
    """The platform gave its number."""
    VISIT_SEALED = "ui.visit.sealed"
    """A submission is sealed and waits."""
    GUIDE_OPENED = "ui.guide.opened"
    """A guide was opened."""
    DEVICE_CHANGED = "ui.device.changed"
    """A device stands otherwise than before; count: changes before it that were only counted."""
    ATTENTION_WANTED = "ui.attention.wanted"
    """The hall's staff are called: a card, papers or a slip lie here, or paper is stuck."""
    ATTENTION_ENDED = "ui.attention.ended"
    """What they were called for is over."""
    STAFF_TRIED = "ui.staff.tried"
    """Somebody asked for the pages of the staff. The reason says how they named themselves: card or typed."""
    STAFF_ACTED = "ui.staff.acted"
    """A member of the staff did something; the state says what, the reason why (out of service, failed)."""
    STAFF_ENDED = "ui.staff.ended"
    """The pages of the staff were closed."""
    TRAINING_BEGAN = "ui.training.began"
    """A member of the staff began to practise: nobody is served, nothing leaves the terminal."""
    TRAINING_ENDED = "ui.training.ended"
    """Nobody practises any more, ended by staff or by itself (idle); what was practised is thrown away."""
    SETTINGS_LEARNED = "agent.settings.learned"
    """The platform's profile of this terminal was written into the site profile, or why not."""
    SETTING_CHANGED = "agent.setting.changed"
    """A member of the staff changed a setting at the terminal; ui.staff.acted says who."""
    SETTINGS_REFUSED = "settings.refused"
    """The site profile is wrong and the last good one is in force; the reason names the wrong keys."""
    CRASHED = "process.crashed"
    """The program itself is wrong: class and place of the error."""


FIELDS: Mapping[str, Kind] = {
    "disposition": Kind.CODE,
    "reason": Kind.CODES,
    "method": Kind.CODE,
    "route": Kind.ROUTE,
    "status": Kind.NUMBER,
    "problem": Kind.CODE,
    "duration_ms": Kind.NUMBER,
    "attempt": Kind.NUMBER,
    "bytes": Kind.NUMBER,
    "count": Kind.NUMBER,
    "trace_id": Kind.ID,
    "terminal_id": Kind.ID,
    "command_id": Kind.ID,
    "version": Kind.VERSION,
    "offset_ms": Kind.NUMBER,
    "page": Kind.CODE,
    "device": Kind.CODE,
    "state": Kind.CODE,
    "chain": Kind.CODE,
    "bundle": Kind.CODE,
    "error_type": Kind.CODE,
    "mode": Kind.CODE,
    "setting": Kind.CODE,
    "staff": Kind.CODE,
}
"""Field → what it may hold."""

FIELDS_OF: Mapping[Event, frozenset[str]] = {
    Event.AGENT_STARTED: frozenset({"version"}),
    Event.AGENT_STOPPED: frozenset(),
    Event.ENROLMENT_STARTED: frozenset(),
    Event.ENROLMENT_ENDED: frozenset({"disposition", "reason", "status", "problem", "terminal_id"}),
    Event.CERTIFICATE_RENEWED: frozenset({"disposition", "reason", "status", "problem"}),
    Event.KEY_CHANGED: frozenset({"disposition", "reason", "status", "problem"}),
    Event.REQUEST_FORWARDED: frozenset({"method", "route", "status", "problem", "duration_ms", "trace_id"}),
    Event.REQUEST_REFUSED: frozenset({"status", "route", "reason"}),
    Event.UPSTREAM_FAILED: frozenset({"reason", "error_type"}),
    Event.TERMINAL_REVOKED: frozenset(),
    Event.TERMINAL_RESTORED: frozenset(),
    Event.CLOCK_SKEWED: frozenset({"offset_ms"}),
    Event.SYNC_STARTED: frozenset(),
    Event.SYNC_ENDED: frozenset({"disposition", "version", "bytes", "reason", "error_type"}),
    Event.HEARTBEAT_FAILED: frozenset({"reason", "status", "problem"}),
    Event.RELEASE_STARTED: frozenset({"state", "version"}),
    Event.RELEASE_ENDED: frozenset({"state", "disposition", "version", "bytes", "reason"}),
    Event.OUTBOX_RECOVERED: frozenset({"count", "reason"}),
    Event.OUTBOX_REBUILT: frozenset({"count"}),
    Event.OUTBOX_FAILED: frozenset({"reason"}),
    Event.OUTBOX_OVERDUE: frozenset({"count"}),
    Event.OUTBOX_TROUBLE: frozenset({"reason"}),
    Event.OUTBOX_CLOCK_SETTLED: frozenset(),
    Event.OUTBOX_ACKNOWLEDGED: frozenset({"attempt", "bytes"}),
    Event.OUTBOX_REJECTED: frozenset({"problem", "bundle"}),
    Event.OUTBOX_PUT_OFF: frozenset({"problem", "attempt", "duration_ms"}),
    Event.OUTBOX_RECEIPT_REFUSED: frozenset({"reason"}),
    Event.OUTBOX_PURGED: frozenset({"count"}),
    Event.COMMAND_STARTED: frozenset({"command_id", "state"}),
    Event.COMMAND_ENDED: frozenset({"disposition", "command_id", "state", "reason"}),
    Event.TELEMETRY_CONNECTED: frozenset(),
    Event.TELEMETRY_LOST: frozenset({"reason", "attempt"}),
    Event.TELEMETRY_DENIED: frozenset({"reason", "count"}),
    Event.FIGURES_TAKEN: frozenset(),
    Event.FIGURES_LOST: frozenset({"reason", "status", "attempt", "count"}),
    Event.AUDIT_SHIPPED: frozenset({"count", "chain"}),
    Event.AUDIT_FAILED: frozenset({"chain", "reason", "problem", "status"}),
    Event.AUDIT_REPAIRED: frozenset({"bytes"}),
    Event.UI_STARTED: frozenset(),
    Event.UI_STOPPED: frozenset(),
    Event.PINYIN_MISSING: frozenset(),
    Event.HANDWRITING_MISSING: frozenset(),
    Event.VISIT_STARTED: frozenset({"mode"}),
    Event.VISIT_ENDED: frozenset({"disposition", "mode"}),
    Event.VISIT_TROUBLE: frozenset({"state", "problem", "trace_id", "mode"}),
    Event.VISIT_SUBMITTED: frozenset({"bundle", "count", "mode"}),
    Event.VISIT_SEALED: frozenset({"bundle", "mode"}),
    Event.GUIDE_OPENED: frozenset({"bundle", "mode"}),
    Event.DEVICE_CHANGED: frozenset({"device", "state", "reason", "count"}),
    Event.ATTENTION_WANTED: frozenset({"state", "device"}),
    Event.ATTENTION_ENDED: frozenset({"disposition", "state", "device", "duration_ms"}),
    Event.STAFF_TRIED: frozenset({"disposition", "staff", "reason", "attempt"}),
    Event.STAFF_ACTED: frozenset({"staff", "state", "device", "disposition", "reason"}),
    Event.STAFF_ENDED: frozenset({"disposition", "staff"}),
    Event.TRAINING_BEGAN: frozenset({"staff"}),
    Event.TRAINING_ENDED: frozenset({"disposition", "staff"}),
    Event.SETTINGS_LEARNED: frozenset({"disposition", "version", "reason", "status", "problem"}),
    Event.SETTING_CHANGED: frozenset({"setting", "disposition", "reason"}),
    Event.SETTINGS_REFUSED: frozenset({"reason", "count"}),
    Event.CRASHED: frozenset({"reason", "error_type"}),
}

DISPOSITIONS: Mapping[Event, frozenset[str]] = {
    Event.ENROLMENT_ENDED: frozenset({"done", "refused", "failed"}),
    Event.CERTIFICATE_RENEWED: frozenset({"done", "refused", "failed"}),
    Event.KEY_CHANGED: frozenset({"done", "refused", "failed"}),
    Event.SYNC_ENDED: frozenset({"installed", "patched", "unchanged", "refused", "failed"}),
    Event.RELEASE_ENDED: frozenset(
        {"fetched", "staged", "activated", "good", "rolled-back", "refused", "failed", "dropped"}
    ),
    Event.COMMAND_ENDED: frozenset({"done", "refused", "failed", "interrupted"}),
    Event.VISIT_ENDED: frozenset(
        {"submitted", "sealed", "left", "idle", "another-card", "out-of-service", "staff", "crashed"}
    ),
    Event.ATTENTION_ENDED: frozenset({"over"}),
    Event.STAFF_TRIED: frozenset({"admitted", "refused", "delayed", "locked", "none-listed", "failed"}),
    Event.STAFF_ACTED: frozenset({"done", "failed"}),
    Event.STAFF_ENDED: frozenset({"closed", "given-up", "idle"}),
    Event.TRAINING_ENDED: frozenset({"staff", "idle"}),
    Event.SETTINGS_LEARNED: frozenset({"written", "unchanged", "none", "refused", "failed"}),
    Event.SETTING_CHANGED: frozenset({"written", "refused", "failed"}),
}

AUDITED = frozenset(
    {
        Event.AGENT_STARTED,
        Event.AGENT_STOPPED,
        Event.ENROLMENT_STARTED,
        Event.ENROLMENT_ENDED,
        Event.CERTIFICATE_RENEWED,
        Event.KEY_CHANGED,
        Event.TERMINAL_REVOKED,
        Event.TERMINAL_RESTORED,
        Event.RELEASE_STARTED,
        Event.RELEASE_ENDED,
        Event.OUTBOX_RECOVERED,
        Event.OUTBOX_REBUILT,
        Event.OUTBOX_OVERDUE,
        Event.OUTBOX_ACKNOWLEDGED,
        Event.OUTBOX_REJECTED,
        Event.OUTBOX_RECEIPT_REFUSED,
        Event.COMMAND_STARTED,
        Event.COMMAND_ENDED,
        Event.TELEMETRY_DENIED,
        Event.AUDIT_REPAIRED,
        Event.UI_STARTED,
        Event.UI_STOPPED,
        Event.VISIT_STARTED,
        Event.VISIT_ENDED,
        Event.VISIT_SUBMITTED,
        Event.VISIT_SEALED,
        Event.STAFF_TRIED,
        Event.STAFF_ACTED,
        Event.STAFF_ENDED,
        Event.TRAINING_BEGAN,
        Event.TRAINING_ENDED,
        Event.SETTINGS_LEARNED,
        Event.SETTING_CHANGED,
        Event.SETTINGS_REFUSED,
        Event.CRASHED,
    }
)
"""Events that also go into the audit log."""
