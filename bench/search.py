"""The local search at 10,000 guides, beside a plain LIKE scan of the same names in the same run.

The guides are the sample catalogue a hundred times over, every name of every copy made different by the
name of a fictitious place, so that no two copies share a row. The questions are those of the tests. What is
right is judged on the sample catalogue itself, where each question has its answers, and among all copies,
where the guide of any place will do.
"""

import json
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import yaml

from kiosk.catalogue.content import compose
from offline_cache.search import Hit, SearchIndex
from offline_cache.search_index import build
from offline_cache.terms import terms_of
from sandbox import content

GUIDES = 10_000
LIMIT_MS = 10.0
GOAL = 0.95
PLACES = "甲乙丙丁戊己庚辛壬癸"
QUESTIONS = Path("tests/offline_cache/queries.yaml")


def main() -> dict[str, Any]:
    """Return p50, p99 in ms of both ways, build seconds, size in MB, and the share of right answers."""
    sample = [json.loads(bundle.model_dump_json(by_alias=True)) for bundle in _bundles()]
    questions = yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))
    queries = [entry["q"] for entry in questions]
    with tempfile.TemporaryDirectory() as folder:
        snapshot, index = Path(folder) / "snapshot", Path(folder) / "index"
        _write(snapshot, sample)
        begun = time.process_time()
        build(snapshot, index)
        built = time.process_time() - begun
        search = SearchIndex.opened(index)
        ours = _times(queries, lambda query: search.search(query, 20))
        everywhere = _right(search, questions)
        search.close()
        with closing(_names(snapshot)) as names:
            like = _times(queries, lambda query: names.execute(LIKE, (f"%{query}%",)).fetchall())
        size = index.stat().st_size
    right = _right(SearchIndex.of(sample), questions)
    figures = {
        "guides": GUIDES,
        "p50_ms": ours[0],
        "p99_ms": ours[1],
        "like_p50_ms": like[0],
        "like_p99_ms": like[1],
        "p99_of_like": round(ours[1] / like[1], 3),
        "build_cpu_s": round(built, 1),
        "index_mb": round(size / 1e6, 1),
        "right_in_first_three": right[0],
        "right_of_the_unseen_third": right[1],
        "right_among_all_copies": everywhere[0],
    }
    return figures | {"within_limit": ours[1] < LIMIT_MS and min(right) >= GOAL}


LIKE = "SELECT DISTINCT guide FROM names WHERE name LIKE ? LIMIT 20"


def _bundles() -> tuple[Any, ...]:
    return compose(content.documents()).bundles


def _write(file: Path, sample: list[dict[str, Any]]) -> None:
    with closing(sqlite3.connect(file)) as snapshot:
        snapshot.execute("CREATE TABLE bundles (id TEXT PRIMARY KEY, json TEXT)")
        snapshot.executemany("INSERT INTO bundles VALUES (?, ?)", _copies(sample))
        snapshot.commit()


def _copies(sample: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for number in range(GUIDES):
        copy, which = divmod(number, len(sample))
        place = "".join(PLACES[int(digit)] for digit in f"{copy:03d}")
        guide = _elsewhere(sample[which], place)
        guide["id"] = f"{place}/{sample[which]['id']}"
        yield guide["id"], json.dumps(guide, ensure_ascii=False)


def _elsewhere(guide: dict[str, Any], place: str) -> dict[str, Any]:
    """Return the guide with every Chinese name that search reads made that of another place."""

    def moved(value: Any) -> Any:
        match value:
            case str():
                return f"{value}{place}"
            case {"zh": zh}:
                return {**value, "zh": f"{zh}{place}"}
            case _:
                return value

    names = {key: moved(guide.get(key)) for key in ("name", "plain_name")}
    items = [
        {
            **item,
            "name": moved(item["name"]),
            "short_name": moved(item.get("short_name")),
            "departments": [moved(one) for one in item.get("departments") or ()],
        }
        for item in guide["items"]
    ]
    lists = {key: [moved(one) for one in guide.get(key) or ()] for key in ("aliases", "lead", "support")}
    return {**guide, **names, **lists, "items": items}


def _names(snapshot: Path) -> sqlite3.Connection:
    names = sqlite3.connect(":memory:")
    names.execute("CREATE TABLE names (guide TEXT, name TEXT)")
    with closing(sqlite3.connect(snapshot)) as guides:
        for (text,) in guides.execute("SELECT json FROM bundles"):
            guide = json.loads(text)
            names.executemany(
                "INSERT INTO names VALUES (?, ?)", ((guide["id"], term.text) for term in terms_of(guide))
            )
    return names


def _times(queries: list[str], ask: Callable[[str], object]) -> tuple[float, float]:
    taken = []
    for query in queries * 5:
        begun = time.perf_counter()
        ask(query)
        taken.append((time.perf_counter() - begun) * 1000)
    taken.sort()
    return round(taken[len(taken) // 2], 2), round(taken[int(len(taken) * 0.99)], 2)


def _sample_id(hit: Hit) -> str:
    """Return the id of the sample guide of which the hit may be a copy."""
    return hit.bundle_id.rpartition("/")[2]


def _right(index: SearchIndex, questions: list[dict[str, Any]]) -> tuple[float, float]:
    found = [
        any(_sample_id(hit) in entry["any"] for hit in index.search(entry["q"], 3)) for entry in questions
    ]
    unseen = found[2::3]
    return round(sum(found) / len(found), 3), round(sum(unseen) / len(unseen), 3)
