"""Pinyin by librime, with the dictionary of luna_pinyin and words of our own.

Debian: librime1, rime-data-luna-pinyin, rime-essay, rime-prelude. The user directory is handed in and must
be a tmpfs that goes with the visit; the user dictionary is off in every schema, so no name that a citizen
types is learned.
"""

import ctypes
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from screens.input_methods.composition import Composition, InputMethodMissing
from screens.input_methods.rime import LIBRARY, Commit, Context, Traits, load, set_up_logging, sized
from screens.input_methods.rime_schemas import BASE, SCHEMAS, files, schema_id

SHARED = Path("/usr/share/rime-data")

BACKSPACE, ESCAPE, PAGE_UP, PAGE_DOWN = 0xFF08, 0xFF1B, 0xFF55, 0xFF56


class Pinyin:
    """One running pinyin method; a process has one librime, so a process has one of these at a time.

    own: words (the catalogue's) and divisions, by the names of `rime_schemas.SCHEMAS`. The first start
    in an empty user directory takes 1 to 3 s and lets other threads run; a key takes up to 6 ms. Raises
    InputMethodMissing when librime or its data is not there.
    """

    def __init__(
        self,
        user_folder: Path,
        *,
        own: Mapping[str, Iterable[str]] | None = None,
        shared_folder: Path = SHARED,
        library: str = LIBRARY,
    ) -> None:
        if not (shared_folder / f"{BASE}.schema.yaml").is_file():
            raise InputMethodMissing(f"pinyin needs the data of rime-data-luna-pinyin in {shared_folder}")
        self._rime = load(library)
        user_folder.mkdir(parents=True, exist_ok=True)
        for name, text in files(own or {}).items():
            (user_folder / name).write_text(text, encoding="utf-8")
        traits = sized(Traits)
        traits.shared_data_dir = os.fsencode(shared_folder)
        traits.user_data_dir = os.fsencode(user_folder)
        traits.distribution_name = traits.distribution_code_name = b"yiciban"
        traits.distribution_version = b"1"
        self._traits = traits
        set_up_logging(library)
        self._rime.RimeInitialize(ctypes.byref(traits))
        if self._rime.RimeStartMaintenance(0):
            self._rime.RimeJoinMaintenanceThread()
        try:
            self._sessions = {schema_id(kind): self._open(schema_id(kind)) for kind in SCHEMAS}
        except InputMethodMissing:
            self._rime.RimeFinalize()
            raise
        self._session = self._sessions[schema_id("text")]

    def _open(self, schema: str) -> int:
        session: int = self._rime.RimeCreateSession()
        if not session or not self._rime.RimeSelectSchema(session, schema.encode()):
            raise InputMethodMissing(f"librime has no schema {schema}")
        for option, value in ((b"ascii_mode", 0), (b"zh_simp", 1), (b"full_shape", 0)):
            self._rime.RimeSetOption(session, option, value)
        # Reads the dictionaries into memory: the first letter of a citizen does not wait for them.
        self._rime.RimeProcessKey(session, ord("a"), 0)
        self._rime.RimeProcessKey(session, ESCAPE, 0)
        return session

    def close(self) -> None:
        """Stop librime; nothing else may be called after."""
        for session in self._sessions.values():
            self._rime.RimeDestroySession(session)
        self._rime.RimeFinalize()

    works = True

    def begin(self, kind: str) -> Composition:
        """Offer what fits a field of this kind from now on; what is being typed is forgotten."""
        self.clear()
        self._session = self._sessions[schema_id(kind)]
        return Composition()

    def _press(self, code: int) -> Composition:
        self._rime.RimeProcessKey(self._session, code, 0)
        return self._answer()

    def _answer(self) -> Composition:
        committed = ""
        commit = sized(Commit)
        if self._rime.RimeGetCommit(self._session, ctypes.byref(commit)):
            committed = (commit.text or b"").decode()
            self._rime.RimeFreeCommit(ctypes.byref(commit))
        context = sized(Context)
        if not self._rime.RimeGetContext(self._session, ctypes.byref(context)):
            return Composition(committed=committed)
        menu = context.menu
        found = Composition(
            preedit=(context.composition.preedit or b"").decode(),
            candidates=tuple((menu.candidates[i].text or b"").decode() for i in range(menu.num_candidates)),
            page=menu.page_no,
            last_page=bool(menu.is_last_page) or menu.num_candidates == 0,
            committed=committed,
        )
        self._rime.RimeFreeContext(ctypes.byref(context))
        return found

    def key(self, letter: str) -> Composition:
        """Take a letter a to z, or an apostrophe between syllables. Raises ValueError for another key."""
        if len(letter) != 1 or not ("a" <= letter <= "z" or letter == "'"):
            raise ValueError(f"no key of pinyin: {letter!r}")
        return self._press(ord(letter))

    def backspace(self) -> Composition:
        """Take the last letter back."""
        return self._press(BACKSPACE)

    def choose(self, index: int) -> Composition:
        """Choose a candidate of this page, from 0."""
        return self._press(ord("1") + index)

    def turn(self, pages: int) -> Composition:
        """Show the next (1) or previous (-1) page of candidates."""
        return self._press(PAGE_DOWN if pages > 0 else PAGE_UP)

    def clear(self) -> Composition:
        """Forget what is being typed."""
        return self._press(ESCAPE)
