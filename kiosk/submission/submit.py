"""The path from a complete package to the platform's number: resumable, and never twice."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from kiosk.platform.citizen import CitizenSession
from kiosk.platform.errors import (
    ChangedElsewhere,
    DuplicateApplication,
    KeyRefused,
    NotFound,
    NotJson,
    PlatformError,
    Problem,
    SessionExpired,
    StillRunning,
    TerminalRefused,
)
from kiosk.platform.models import MaterialRef, Submission, SubmissionRequest
from kiosk.submission.located import LocatedError, locate
from kiosk.submission.package import COMMITMENT, E_CERTIFICATE, SCAN, GivenMaterial, Package, Page
from kiosk.submission.state import CertificateUseState, PageUpload, SubmissionState, Unanswered

OPEN = (StillRunning, KeyRefused, SessionExpired, TerminalRefused)


class Step(StrEnum):
    """What is being done."""

    DRAFT = "draft"
    UPLOAD = "upload"
    CERTIFICATES = "certificates"
    SUBMIT = "submit"


@dataclass(frozen=True, slots=True)
class Progress:
    """Bytes of pages that have arrived, of all; 0 of 0 when there are none."""

    step: Step
    sent: int
    total: int


@dataclass(frozen=True, slots=True)
class Submitted:
    """The platform took it in and gave its number. Only this may be called 已提交."""

    submission: Submission


@dataclass(frozen=True, slots=True)
class NotSubmitted:
    """It did not, or nobody knows; hand `state` in again to go on where this ended."""

    problem: PlatformError
    state: SubmissionState
    errors: tuple[LocatedError, ...] = ()
    """Everything that the platform found wrong, each with where it belongs."""

    @property
    def retryable(self) -> bool:
        """Whether the same package may well succeed in a moment."""
        return self.problem.retryable


Report = Callable[[Progress], None]


class SubmissionFlow:
    """Submits in one citizen's session. Blocking; call from the pool, one at a time for one state."""

    def __init__(self, session: CitizenSession, report: Report = lambda _progress: None) -> None:
        self._session = session
        self._report = report

    def run(self, package: Package, state: SubmissionState) -> Submitted | NotSubmitted:
        """Do whatever of draft, uploads, certificates and submission is still to be done."""
        try:
            state.enter(self._session.session.session_id)
            if state.unanswered is not None and state.unanswered.package == package:
                return Submitted(self._ask_again(state))
            return Submitted(self._all_steps(package, state))
        except PlatformError as error:
            return NotSubmitted(error, state, _located(error, package))

    def _all_steps(self, package: Package, state: SubmissionState) -> Submission:
        self._tell(Step.DRAFT, package, state)
        self._open_draft(package, state)
        for material in package.materials:
            for page in material.pages:
                self._upload(material, page, package, state)
        self._tell(Step.CERTIFICATES, package, state)
        try:
            self._complete_draft(package, state)
        except Problem as problem:
            if problem.retryable:
                raise
            if state.unanswered is not None:
                # The draft is closed: what was sent before the citizen changed something was taken in.
                return self._ask_again(state)
            if not isinstance(problem, NotFound):
                raise
            # A draft lives only so long; the pages are there still.
            state.forget_draft()
            self._open_draft(package, state)
            self._complete_draft(package, state)
        self._tell(Step.SUBMIT, package, state)
        return self._submit(package, state)

    def _open_draft(self, package: Package, state: SubmissionState) -> None:
        if state.draft_id is not None:
            return
        try:
            opened = self._session.create_draft(package.draft(), state.draft_key)
        except Problem as problem:
            if not problem.retryable:
                state.forget_draft()
            raise
        if opened.draft.draft_id is None:
            raise NotJson(201)
        state.draft_id = opened.draft.draft_id
        state.has(opened)

    def _upload(self, material: GivenMaterial, page: Page, package: Package, state: SubmissionState) -> None:
        upload = state.uploads.setdefault((material.material_id, page.digest), PageUpload())
        if upload.upload_id is not None:
            return

        def begun(place: str) -> None:
            upload.place = place

        def arrived(done: int, _all: int) -> None:
            upload.arrived = done
            self._tell(Step.UPLOAD, package, state)

        upload.upload_id = self._session.upload(
            material.material_id,
            page.name,
            page.media_type,
            page.data,
            progress=arrived,
            resume=upload.place,
            begun=begun,
        )

    def _complete_draft(self, package: Package, state: SubmissionState) -> None:
        draft_id = state.draft_id or ""
        for material in package.materials:
            if material.via == E_CERTIFICATE:
                self._use(material, package, state, draft_id)
        try:
            self._patch(package, state, draft_id)
        except ChangedElsewhere:
            # An earlier patch whose answer was lost: what is there is ours, and this sets all of it again.
            state.has(self._session.draft(draft_id))
            self._patch(package, state, draft_id)
        if state.unanswered is not None:
            # It named the draft's former ETag, so it can no longer be taken in.
            state.refused()

    def _patch(self, package: Package, state: SubmissionState, draft_id: str) -> None:
        changes = package.draft_changes(_refs(package, state), state.held_answers, state.held_facts)
        state.has(self._session.patch_draft(draft_id, state.etag, changes))

    def _use(self, material: GivenMaterial, package: Package, state: SubmissionState, draft_id: str) -> None:
        certificate = material.certificate_id or ""
        use = state.uses.setdefault((material.material_id, certificate), CertificateUseState())
        if use.use_id is None:
            request = package.certificate_use(material, draft_id)
            use.use_id = self._session.use_certificate(certificate, request, use.key).id

    def _submit(self, package: Package, state: SubmissionState) -> Submission:
        try:
            return self._send(package, state)
        except ChangedElsewhere:
            state.has(self._session.draft(state.draft_id or ""))
            return self._send(package, state)

    def _send(self, package: Package, state: SubmissionState) -> Submission:
        request = package.request(state.draft_id or "", state.etag, state.client_submission_id)
        state.unanswered = Unanswered(package, request)
        return self._ask(state, request)

    def _ask_again(self, state: SubmissionState) -> Submission:
        """Send the very same once more: the platform answers as it did, or takes it in now."""
        self._report(Progress(Step.SUBMIT, 0, 0))
        unanswered = state.unanswered
        if unanswered is None:
            raise ValueError("nothing was sent")
        return self._ask(state, unanswered.request)

    def _ask(self, state: SubmissionState, request: SubmissionRequest) -> Submission:
        try:
            submission = self._session.submit(request, request.client_submission_id)
        except DuplicateApplication as duplicate:
            submission = self._ours(duplicate, request, state)
        except Problem as problem:
            # A definite no. The rest leaves open whether it was taken in, and so `unanswered` as it is:
            # still running, a key that was used, a session that ended before the answer came.
            if not problem.retryable and not isinstance(problem, OPEN):
                state.refused()
            raise
        state.unanswered = None
        return submission

    def _ours(
        self, duplicate: DuplicateApplication, request: SubmissionRequest, state: SubmissionState
    ) -> Submission:
        """Return the submission that is in the way if it is this very one; raises `duplicate` otherwise.

        So it is when the answer was lost together with the session: the key is another session's then.
        """
        if duplicate.body.submission_no is not None:
            there = self._session.submission(duplicate.body.submission_no)
            if there.client_submission_id == request.client_submission_id:
                return there
        state.refused()
        raise duplicate

    def _tell(self, step: Step, package: Package, state: SubmissionState) -> None:
        arrived = 0
        for material in package.materials:
            for page in material.pages:
                upload = state.uploads.get((material.material_id, page.digest))
                arrived += upload.arrived if upload else 0
        self._report(Progress(step, arrived, package.upload_bytes))


def _refs(package: Package, state: SubmissionState) -> tuple[MaterialRef, ...]:
    refs: list[MaterialRef] = []
    for material in package.materials:
        key, via = material.material_id, material.via
        if via == SCAN:
            refs += [
                MaterialRef(material_key=key, via=via, upload_id=state.uploads[(key, page.digest)].upload_id)
                for page in material.pages
            ]
        elif via == E_CERTIFICATE:
            use = state.uses[(key, material.certificate_id or "")]
            refs.append(MaterialRef(material_key=key, via=via, certificate_use_id=use.use_id))
        elif via == COMMITMENT:
            refs.append(MaterialRef(material_key=key, via=via, commitment_id=material.commitment_id))
        else:
            refs.append(MaterialRef(material_key=key, via=via))
    return tuple(refs)


def _located(error: PlatformError, package: Package) -> tuple[LocatedError, ...]:
    if not isinstance(error, Problem):
        return ()
    materials = [
        material.material_id for material in package.materials for _ in range(len(material.pages) or 1)
    ]
    return locate(
        error.errors,
        tuple(materials),
        package.selected_items,
        tuple(declaration.declaration_id for declaration in package.declarations),
    )
