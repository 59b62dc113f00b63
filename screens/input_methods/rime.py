"""librime 1.8 through its C interface (rime_api.h): structures, loading, one log a process."""

import ctypes
from functools import cache

from screens.input_methods.composition import InputMethodMissing

LIBRARY = "librime.so.1"


class Traits(ctypes.Structure):
    """RimeTraits."""

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


class Context(ctypes.Structure):
    """RimeContext."""

    _fields_ = (
        ("data_size", ctypes.c_int),
        ("composition", _Composition),
        ("menu", _Menu),
        ("commit_text_preview", ctypes.c_char_p),
        ("select_labels", ctypes.POINTER(ctypes.c_char_p)),
    )


class Commit(ctypes.Structure):
    """RimeCommit."""

    _fields_ = (("data_size", ctypes.c_int), ("text", ctypes.c_char_p))


def sized(kind: type[ctypes.Structure]) -> ctypes.Structure:
    """Return a structure that says its own size, as every structure of the interface must."""
    made = kind()
    made.data_size = ctypes.sizeof(kind) - ctypes.sizeof(ctypes.c_int)
    return made


def load(name: str) -> ctypes.CDLL:
    """Load the library. Raises InputMethodMissing."""
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
def set_up_logging(name: str) -> None:
    """Quiet the log of librime. Once a process: librime aborts it when its log is set up twice."""
    traits = sized(Traits)
    traits.app_name = b"rime.yiciban"
    traits.min_log_level = 3
    traits.log_dir = b""
    load(name).RimeSetup(ctypes.byref(traits))
