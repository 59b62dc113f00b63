"""Pinyin by librime 1.8, through its C interface (rime_api.h).

Debian: librime1, rime-data-luna-pinyin, rime-essay, rime-prelude. The user directory is handed in and must
be a tmpfs that goes with the visit; the user dictionary is off, so no name that a citizen types is learned.
"""

import ctypes
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pypinyin import lazy_pinyin

from screens.input_methods.composition import Composition, InputMethodMissing

SHARED = Path("/usr/share/rime-data")
LIBRARY = "librime.so.1"
SCHEMA = "luna_pinyin_simp"
PAGE_SIZE = 6

BACKSPACE, ESCAPE, PAGE_UP, PAGE_DOWN = 0xFF08, 0xFF1B, 0xFF55, 0xFF56

DEFAULT_PATCH = f"""patch:
  schema_list:
    - schema: {SCHEMA}
  menu/page_size: {PAGE_SIZE}
"""

SCHEMA_PATCH = f"""patch:
  menu/page_size: {PAGE_SIZE}
  translator/enable_user_dict: false
  translator/enable_sentence: true
  engine/translators:
    - table_translator@custom_phrase
    - script_translator
  custom_phrase:
    dictionary: ""
    user_dict: custom_phrase
    db_class: stabledb
    enable_completion: false
    enable_sentence: false
    initial_quality: 1
"""


class _Traits(ctypes.Structure):
    _fields_ = (
        ("data_size", ctypes.c_int),
        ("shared_data_dir", ctypes.c_char_p),
        ("user_data_dir", ctypes.c_char_p),
        ("distribution_name", ctypes.c_char_p),
        ("distribution_code_name", ctypes.c_char_p),
        ("distribution_version", ctypes.c_char_p),
        ("app_name", ctypes.c_char_p),
        ("modules", ctypes.POINTER(ctypes.c_char_p)),
        ("min_log_level", ctypes.c_int),
        ("log_dir", ctypes.c_char_p),
        ("prebuilt_data_dir", ctypes.c_char_p),
        ("staging_dir", ctypes.c_char_p),
    )


class _Composition(ctypes.Structure):
    _fields_ = (
        ("length", ctypes.c_int),
        ("cursor_pos", ctypes.c_int),
        ("sel_start", ctypes.c_int),
        ("sel_end", ctypes.c_int),
        ("preedit", ctypes.c_char_p),
    )


class _Candidate(ctypes.Structure):
    _fields_ = (("text", ctypes.c_char_p), ("comment", ctypes.c_char_p), ("reserved", ctypes.c_void_p))


class _Menu(ctypes.Structure):
    _fields_ = (
        ("page_size", ctypes.c_int),
        ("page_no", ctypes.c_int),
        ("is_last_page", ctypes.c_int),
        ("highlighted_candidate_index", ctypes.c_int),
        ("num_candidates", ctypes.c_int),
        ("candidates", ctypes.POINTER(_Candidate)),
        ("select_keys", ctypes.c_char_p),
    )


class _Context(ctypes.Structure):
    _fields_ = (
        ("data_size", ctypes.c_int),
        ("composition", _Composition),
        ("menu", _Menu),
        ("commit_text_preview", ctypes.c_char_p),
        ("select_labels", ctypes.POINTER(ctypes.c_char_p)),
    )


class _Commit(ctypes.Structure):
    _fields_ = (("data_size", ctypes.c_int), ("text", ctypes.c_char_p))


def _sized(kind: type[ctypes.Structure]) -> ctypes.Structure:
    """Return a structure that says its own size, as every structure of the interface must."""
    made = kind()
    made.data_size = ctypes.sizeof(kind) - ctypes.sizeof(ctypes.c_int)
    return made


def _load(name: str) -> ctypes.CDLL:
    try:
        library = ctypes.CDLL(name)
        library.RimeCreateSession.restype = ctypes.c_size_t
        for function in ("RimeDestroySession", "RimeClearComposition"):
            getattr(library, function).argtypes = [ctypes.c_size_t]
        library.RimeProcessKey.argtypes = [ctypes.c_size_t, ctypes.c_int, ctypes.c_int]
        library.RimeSelectSchema.argtypes = [ctypes.c_size_t, ctypes.c_char_p]
        library.RimeSetOption.argtypes = [ctypes.c_size_t, ctypes.c_char_p, ctypes.c_int]
        for function in ("RimeGetContext", "RimeGetCommit"):
            getattr(library, function).argtypes = [ctypes.c_size_t, ctypes.c_void_p]
    except (OSError, AttributeError) as error:
        raise InputMethodMissing(f"pinyin needs {name}: {error}") from error
    return library


@cache
def _set_up_logging(name: str) -> None:
    """Quiet the log of librime. Once a process: librime aborts it when its log is set up twice."""
    traits = _sized(_Traits)
    traits.app_name = b"rime.yiciban"
    traits.min_log_level = 3
    traits.log_dir = b""
    _load(name).RimeSetup(ctypes.byref(traits))


def phrase_lines(words: Iterable[str]) -> str:
    """Return the words as lines of a phrase table: word, tab, pinyin without spaces, tab, weight."""
    return "".join(f"{word}\t{''.join(lazy_pinyin(word))}\t1\n" for word in words if word)


class Pinyin:
    """One running pinyin method; a process has one librime, so a process has one of these at a time.

    words: words of the catalogue (营业执照, 食品经营许可证) that come first when typed whole. The first
    start in an empty user directory takes 0.4 to 2.4 s and lets other threads run; a key takes up to 4 ms.
    Raises InputMethodMissing when librime or its data is not there.
    """

    def __init__(
        self,
        user_folder: Path,
        *,
        words: Iterable[str] = (),
        shared_folder: Path = SHARED,
        library: str = LIBRARY,
    ) -> None:
        if not (shared_folder / f"{SCHEMA}.schema.yaml").is_file():
            raise InputMethodMissing(f"pinyin needs the data of rime-data-luna-pinyin in {shared_folder}")
        self._rime = _load(library)
        user_folder.mkdir(parents=True, exist_ok=True)
        (user_folder / "default.custom.yaml").write_text(DEFAULT_PATCH, encoding="utf-8")
        (user_folder / f"{SCHEMA}.custom.yaml").write_text(SCHEMA_PATCH, encoding="utf-8")
        (user_folder / "custom_phrase.txt").write_text(phrase_lines(words), encoding="utf-8")
        traits = _sized(_Traits)
        traits.shared_data_dir = os.fsencode(shared_folder)
        traits.user_data_dir = os.fsencode(user_folder)
        traits.distribution_name = traits.distribution_code_name = b"yiciban"
        traits.distribution_version = b"1"
        self._traits = traits
        _set_up_logging(library)
        self._rime.RimeInitialize(ctypes.byref(traits))
        if self._rime.RimeStartMaintenance(0):
            self._rime.RimeJoinMaintenanceThread()
        self._session = self._rime.RimeCreateSession()
        if not self._session or not self._rime.RimeSelectSchema(self._session, SCHEMA.encode()):
            self._rime.RimeFinalize()
            raise InputMethodMissing(f"librime has no schema {SCHEMA}")
        for option, value in ((b"ascii_mode", 0), (b"zh_simp", 1), (b"full_shape", 0)):
            self._rime.RimeSetOption(self._session, option, value)

    def close(self) -> None:
        """Stop librime; nothing else may be called after."""
        self._rime.RimeDestroySession(self._session)
        self._rime.RimeFinalize()

    def _press(self, code: int) -> Composition:
        self._rime.RimeProcessKey(self._session, code, 0)
        return self._answer()

    def _answer(self) -> Composition:
        committed = ""
        commit = _sized(_Commit)
        if self._rime.RimeGetCommit(self._session, ctypes.byref(commit)):
            committed = (commit.text or b"").decode()
            self._rime.RimeFreeCommit(ctypes.byref(commit))
        context = _sized(_Context)
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
