"""The report as one HTML page that can be sent by itself: no script, nothing from elsewhere."""

from html import escape
from typing import Any

from devices.conformance.model import Report, Verdict

_WORDS = {Verdict.PASS.value: "pass", Verdict.FAIL.value: "FAIL", Verdict.NOT_DONE.value: "not done"}

_STYLE = """
body { font: 15px/1.5 sans-serif; color: #16202b; background: #fff; margin: 2rem auto; max-width: 62rem;
  padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #b9b4a9; padding: .4rem .6rem; text-align: left; vertical-align: top; }
th { background: #f0ede6; }
td.pass { color: #11543a; } td.fail { color: #fff; background: #9c2b1a; font-weight: bold; }
td.notDone { color: #45515e; }
small { color: #45515e; display: block; } code { font-size: .85rem; overflow-wrap: anywhere; }
"""


def page(report: Report) -> str:
    """Return the report as HTML 5 in UTF-8. Everything from outside is escaped."""
    facts = report.facts()
    result = "all passed" if facts["passed"] else "not all passed"
    body = "".join(_device(device) for device in facts["devices"])
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>Device check: {result}</title><style>{_STYLE}</style></head><body>"
        f"<h1>Device check: {result}</h1>"
        f"<p>Made {escape(facts['madeAt'])} by software {escape(facts['software'])}. "
        "Nothing in this report was read from a card, a code or a picture: such bytes are told by their "
        "number only.</p>"
        f"{body}</body></html>\n"
    )


def _device(device: dict[str, Any]) -> str:
    counts = device["counts"]
    told = ", ".join(f"{counts[verdict]} {_WORDS[verdict].lower()}" for verdict in _WORDS)
    rows = "".join(_check(check) for check in device["checks"])
    return (
        f"<h2>{escape(device['kind'])} at {escape(device['port'])}</h2><p>{told}"
        f"{'' if device['there'] else '; the device is not there'}</p>"
        "<table><thead><tr><th>Check</th><th>Expected</th><th>Seen</th><th>Result</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def _check(check: dict[str, Any]) -> str:
    seen = escape(check["seen"])
    if times := check.get("timesMs"):
        seen += (
            f"<small>{times['min']} / {times['median']} / {times['max']} ms "
            f"(least, median, most of {times['count']})</small>"
        )
    if check["frames"]:
        seen += f"<small>{''.join(_frame(frame) for frame in check['frames'])}</small>"
    if check["hint"]:
        seen += f"<small><b>Hint:</b> {escape(check['hint'])}</small>"
    verdict = check["verdict"]
    return (
        f"<tr><td>{escape(check['title'])}<small>{escape(check['id'])}</small></td>"
        f"<td>{escape(check['expected'])}<small>{escape(check['source'])}</small></td>"
        f'<td>{seen}</td><td class="{verdict}">{_WORDS[verdict]}</td></tr>'
    )


def _frame(frame: dict[str, Any]) -> str:
    arrow = "&rarr;" if frame["direction"] == "toDevice" else "&larr;"
    told = f"<code>{frame['hex']}</code>" if frame["hex"] is not None else "not shown"
    return f"{arrow} {frame['atMs']} ms, {frame['bytes']} bytes: {told}<br>"
