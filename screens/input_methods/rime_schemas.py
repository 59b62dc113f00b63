"""What librime is told to offer, as the text of its files. Pure.

A schema a kind of field: text, name (surnames first at its beginning), address (divisions first). Each asks
several translators at once. Longer matches stand before shorter ones, and among equals:
1. surnames; own words (the catalogue's, divisions), also by initials and with sounds that many mix up,
2. the dictionary of luna_pinyin as typed,
3. the same with sounds that many mix up: zh z, ch c, sh s, and n ng.
"""

from collections.abc import Iterable, Mapping

from pypinyin import lazy_pinyin

from screens.input_methods.places import read_as as places_read_as
from screens.input_methods.surnames import READ_AS, SURNAMES

PAGE_SIZE = 6
BASE = "luna_pinyin_simp"
FUZZY = "yiciban_fuzzy"
_WORDS = "yiciban_{}"

SCHEMAS: Mapping[str, tuple[str, ...]] = {
    "text": ("words",),
    "name": ("surnames", "words"),
    "address": ("divisions", "words"),
}
"""The kinds of fields, and whose own words are offered there, the most fitting first."""
SURNAMES_ARE = "surnames"
"""Offered for the whole of what is typed only, as it is spelt."""
DIVISIONS_ARE = "divisions"

MIXED_UP = """    - derive/^([zcs])h/$1/
    - derive/^([zcs])([^h])/$1h$2/
    - derive/([aei])n$/$1ng/
    - derive/([aei])ng$/$1n/
"""
_INITIALS = """    - abbrev/^([a-z]).+$/$1/
    - abbrev/^([zcs]h).+$/$1/
"""


_ALWAYS = ("一次办", "自助")
"""librime 1.8.5 finds nothing in a dictionary whose words all begin with one syllable."""


def files(own: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Return name and text of every file. `own`: words by the names of SCHEMAS; what is left out is empty."""
    names = sorted({name for names in SCHEMAS.values() for name in names})
    listed = [FUZZY, *(_WORDS.format(name) for name in names), *(schema_id(kind) for kind in SCHEMAS)]
    made = {
        "default.custom.yaml": "patch:\n  schema_list:\n"
        + "".join(f"    - schema: {name}\n" for name in listed)
        + f"  menu/page_size: {PAGE_SIZE}\n",
        f"{FUZZY}.schema.yaml": _spelling(FUZZY, "luna_pinyin", MIXED_UP),
    }
    for name in names:
        dictionary = _WORDS.format(name)
        if name == SURNAMES_ARE:
            made[f"{dictionary}.dict.yaml"] = dictionary_of(dictionary, SURNAMES, "", READ_AS)
            made[f"{dictionary}.schema.yaml"] = _spelling(dictionary, dictionary, "")
            continue
        words = tuple(own.get(name, ()))
        further = places_read_as(words) if name == DIVISIONS_ARE else None
        made[f"{dictionary}.dict.yaml"] = dictionary_of(dictionary, words, read_as=further)
        made[f"{dictionary}.schema.yaml"] = _spelling(dictionary, dictionary, MIXED_UP + _INITIALS)
    for kind, wanted in SCHEMAS.items():
        made[f"{schema_id(kind)}.schema.yaml"] = _schema(kind, wanted)
    return made


def schema_id(kind: str) -> str:
    """Return librime's name of the schema for a kind of field; text for a kind that has none."""
    return f"yiciban_for_{kind if kind in SCHEMAS else 'text'}"


def dictionary_of(
    name: str, words: Iterable[str], between: str = " ", read_as: Mapping[str, str] | None = None
) -> str:
    """Return a dictionary: word, its syllables, a weight that keeps the order.

    Words of other signs than hanzi are left out. between: what parts the syllables; nothing makes the whole
    word one code, which is found only where it is all that is typed. read_as: further readings.
    """
    readings = read_as or {}
    words = (*words, *_ALWAYS)
    lines = [
        f"{word}\t{between.join(lazy_pinyin(word))}\t{max(1, 10_000 - index)}\n"
        + (f"{word}\t{readings[word]}\t{max(1, 10_000 - index)}\n" if word in readings else "")
        for index, word in enumerate(dict.fromkeys(words))
        if word and all("\u3400" <= sign <= "\u9fff" or ord(sign) > 0x20000 for sign in word)
    ]
    return f'---\nname: {name}\nversion: "1"\nsort: by_weight\n...\n' + "".join(lines)


def _spelling(schema: str, dictionary: str, algebra: str) -> str:
    """Return a schema that exists for its prism: how the syllables of a dictionary may be typed."""
    rules = f"  algebra:\n{algebra}" if algebra else ""
    return f"""schema:
  schema_id: {schema}
  name: {schema}
  version: "1"
engine:
  translators:
    - script_translator
speller:
  alphabet: zyxwvutsrqponmlkjihgfedcba
  delimiter: " '"
{rules}translator:
  dictionary: {dictionary}
  prism: {schema}
  enable_user_dict: false
"""


def _schema(kind: str, own: tuple[str, ...]) -> str:
    # Of two surnames a script translator would make a name.
    how = {name: "table" if name == SURNAMES_ARE else "script" for name in own}
    translators = "".join(f"    - {how[name]}_translator@{name}\n" for name in own)
    sections = "".join(
        _translator(name, _WORDS.format(name), _WORDS.format(name), 4 - rank) for rank, name in enumerate(own)
    )
    return f"""__include: {BASE}.schema:/
schema:
  schema_id: {schema_id(kind)}
  name: {schema_id(kind)}
  version: "1"
menu:
  page_size: {PAGE_SIZE}
engine:
  translators:
{translators}    - script_translator
    - script_translator@mixed_up
translator:
  enable_user_dict: false
  enable_sentence: true
{sections}{_translator("mixed_up", "luna_pinyin", FUZZY, -2)}"""


def _translator(name: str, dictionary: str, prism: str, quality: int) -> str:
    return f"""{name}:
  dictionary: {dictionary}
  prism: {prism}
  enable_user_dict: false
  enable_sentence: false
  enable_completion: false
  initial_quality: {quality}
"""
