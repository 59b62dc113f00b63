"""Root's half: verifies what the agent fetched, from its own root of trust, unpacks it, puts it in force.

It has no network. Whatever the agent asks for, only a release that is signed now, is not older than what was
seen before and may be taken here is unpacked; and only what was unpacked here
and is still whole comes in force.
"""

import hashlib
import os
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from kiosk.asked_of_root import NoRequest, open_plain, take
from kiosk.releases import notes, rules
from kiosk.releases.errors import (
    ArchiveRefused,
    HelperFailed,
    ManifestRefused,
    NothingOffered,
    NotStaged,
    OtherContent,
    ReleaseDamaged,
    ReleaseError,
    RolledBack,
)
from kiosk.releases.folder import CURRENT, GOOD, Folder
from kiosk.releases.kept_source import CHUNK, KeptSource
from kiosk.releases.manifest import ARCHIVE, MANIFEST, PATCH
from kiosk.releases.manifest import read as read_manifest
from kiosk.releases.notes import Answer, Staged, State, Wanted
from kiosk.releases.offer import INCOMING, Offer, SignedFile, look
from kiosk.releases.patch import rebuild
from kiosk.releases.places import Places
from kiosk.releases.rules import Standing
from kiosk.releases.unpack import unpack
from offline_cache.errors import GuideStoreError, NoSnapshot

DONE = "done"
HELPER_S = 60.0
Helper = Callable[[Sequence[str]], None]


def run_helper(places: Places) -> Helper:
    """Return what runs /usr/lib/yiciban/release; it raises `HelperFailed`."""

    def run(words: Sequence[str]) -> None:
        try:
            subprocess.run([str(places.helper), *words], check=True, timeout=HELPER_S)
        except (OSError, subprocess.SubprocessError) as error:
            raise HelperFailed(str(error)) from error

    return run


@dataclass(frozen=True, slots=True)
class _Sent:
    """What lies in the agent's folder: under which name, as what it was signed, and what it is a patch to."""

    name: str
    file: SignedFile
    base: Path | None = None


class Keeper:
    """Made for one request. `now` tells the time, with its offset."""

    def __init__(self, places: Places, helper: Helper, now: Callable[[], datetime]) -> None:
        self._places = places
        self._folder = Folder(places.home)
        self._helper = helper
        self._now = now

    def attend(self) -> Answer | None:
        """Do what the agent asks for, once; returns how it ended, None where nothing was asked.

        Raises OSError where root's own notes cannot be written.
        """
        wanted = self._take_request()
        if wanted is None:
            return None
        try:
            (self.stage if wanted.do == "stage" else self.activate)(wanted.version)
            code = DONE
        except ReleaseError as error:
            code = error.code
        except GuideStoreError as error:
            code = type(error).__name__
        except OSError:
            code = "disk"
        at = self._now().isoformat(timespec="seconds")
        answer = Answer(wanted.do, wanted.version, wanted.id, code, at)
        self._save(replace(self._state(), answer=answer))
        return answer

    def stage(self, version: str) -> None:
        """Verify and unpack the fetched release; nothing is put in force.

        Raises a `ReleaseError`, a `SnapshotRefused`, or OSError.
        """
        state = self._state()
        # What has been rolled back is written down before anything can make us forget it.
        self._save(state)
        self._folder.tidy({state.staged.version} if state.staged else ())
        offer = look(self._places.state, self._root(), KeptSource(self._places.fetched))
        signed = self._signed_bytes(offer.manifest)
        manifest, digest = read_manifest(signed), offer.manifest.sha256
        if manifest.version != version:
            raise NothingOffered(f"asked for {version}, signed is {manifest.version}")
        standing = self.standing(state)
        if rules.same(manifest, digest, standing):
            return
        rules.check(manifest, standing)
        if not self._is_there(version, digest):
            if state.staged is not None:
                self._save(replace(state, staged=None))
                with suppress(ReleaseDamaged):
                    self._folder.drop(state.staged.version)
            sent = self._sent(offer, standing)
            rules.check_room(self._folder.free(), manifest.size + sent.file.length, manifest)
            self._unpack(manifest.version, sent, signed)
        self._save(replace(state, staged=Staged(version, digest)))

    def activate(self, version: str) -> None:
        """Put the unpacked release in force; screens and agent begin anew with it.

        Raises `NotStaged`, `ReleaseDamaged` and what `rules.check` raises; `HelperFailed`.
        """
        state = self._state()
        self._save(state)
        if state.staged is None or state.staged.version != version:
            raise NotStaged(version)
        if state.staged.manifest != notes.PACKAGE:
            manifest = self._folder.verify(version, state.staged.manifest)
            if self._folder.named(CURRENT) != version:
                rules.check(manifest, self.standing(state))
        # Not good yet, and where none was ever marked good there must be a way back: the one in force now.
        if self._folder.named(GOOD) is None and self._folder.named(CURRENT) is not None:
            self._helper(["mark-good"])
        self._helper(["put-in-force", version])
        self._save(replace(state, staged=None))

    def offer(self, version: str) -> None:
        """Let a release that the Debian package laid out wait until nobody stands here, as a staged one does.

        Raises `NotStaged` where it is not there, `RolledBack` where it did not work before; OSError.
        """
        state = self._state()
        if not (self._folder.place(version) / "bin").is_dir():
            raise NotStaged(version)
        if version in state.rolled_back:
            raise RolledBack(version)
        self._save(replace(state, staged=Staged(version, notes.PACKAGE)))

    def standing(self, state: State | None = None) -> Standing:
        """Return what is in force here and what did not work."""
        state = state or self._state()
        return self._folder.standing(state.rolled_back)

    def _state(self) -> State:
        return notes.load(self._places.state)

    def _save(self, state: State) -> None:
        notes.save(self._places.state, state)

    def _root(self) -> bytes:
        try:
            return self._places.root_file.read_bytes()
        except FileNotFoundError as error:
            raise NoSnapshot(f"no root of trust: {error.filename}") from error

    def _take_request(self) -> Wanted | None:
        data = take(self._places.fetched, notes.WANTED)
        with suppress(NoRequest):
            return None if data is None else Wanted.of(data)
        return None

    def _signed_bytes(self, file: SignedFile) -> bytes:
        handle = open_plain(self._places.fetched, INCOMING, MANIFEST)
        with os.fdopen(handle, "rb") as opened:
            data = opened.read(file.length + 1)
        if len(data) != file.length or hashlib.sha256(data).hexdigest() != file.sha256:
            raise ManifestRefused("not the manifest that was signed")
        return data

    def _is_there(self, version: str, digest: str) -> bool:
        """Whether this very release lies there, whole; another one of its name makes room, or is in use."""
        if not self._folder.place(version).exists():
            return False
        try:
            self._folder.verify(version, digest)
            return True
        except ReleaseDamaged as damaged:
            if version in (self._folder.named(CURRENT), self._folder.named(GOOD)):
                raise OtherContent(version) from damaged
            self._folder.drop(version)
            return False

    def _sent(self, offer: Offer, standing: Standing) -> "_Sent":
        """Return what the agent fetched: the archive, or a patch to what is in force here."""
        patch = offer.patch_from(standing.current)
        if patch is not None and standing.current is not None:
            with suppress(OSError):
                os.close(open_plain(self._places.fetched, INCOMING, PATCH))
                return _Sent(PATCH, patch, self._folder.place(standing.current))
        return _Sent(ARCHIVE, offer.archive)

    def _unpack(self, version: str, sent: "_Sent", signed: bytes) -> None:
        incoming = self._folder.incoming(version)
        copy = incoming.with_name(f"{incoming.name}.{sent.name}")
        try:
            self._copy(sent, copy)
            with copy.open("rb") as archive:
                if sent.base is not None:
                    rebuild(archive, read_manifest(signed), signed, sent.base, incoming)
                else:
                    unpack(archive, read_manifest(signed), signed, incoming)
            self._folder.keep(version)
        finally:
            copy.unlink(missing_ok=True)
            self._folder.tidy({one.version for one in self._folder.all()})

    def _copy(self, sent: "_Sent", copy: Path) -> None:
        """Take it out of the agent's hands, and see that it is what was signed before parsing it."""
        file = sent.file
        handle = open_plain(self._places.fetched, INCOMING, sent.name)
        digest, size = hashlib.sha256(), 0
        with os.fdopen(handle, "rb") as source, copy.open("xb") as out:
            while size <= file.length and (chunk := source.read(CHUNK)):
                size += len(chunk)
                digest.update(chunk)
                out.write(chunk)
        if size != file.length or digest.hexdigest() != file.sha256:
            raise ArchiveRefused("not the archive that was signed")
