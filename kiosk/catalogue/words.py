"""Words of the catalogue that citizens type: of bundles, items, materials, certificates, results. Pure."""

import re
from collections.abc import Iterable, Iterator

from kiosk.catalogue.models import Bundle

_HANZI = re.compile("[\u3400-\u9fff]+")
_SHORTEST, _LONGEST = 2, 12


def words(bundles: Iterable[Bundle]) -> tuple[str, ...]:
    """Return every word once, in the order of the bundles; names are cut at brackets and other signs."""
    found = (part for bundle in bundles for name in _names(bundle) for part in _HANZI.findall(name))
    return tuple(dict.fromkeys(word for word in found if _SHORTEST <= len(word) <= _LONGEST))


def _names(bundle: Bundle) -> Iterator[str]:
    yield bundle.name.zh
    for item in bundle.items:
        yield item.name.zh
        yield from (result.name.zh for result in item.results)
    for material in bundle.materials.values():
        yield material.name.zh
        if material.certificate_type:
            yield material.certificate_type
