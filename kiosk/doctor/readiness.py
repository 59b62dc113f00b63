"""The readiness report (开机检查单) of the morning round: as a slip, as HTML. Pure."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from kiosk.doctor.checks import Finding, Verdict, worst
from kiosk.receipts.document import Block, Cut, Feed, Heading, KeyValue, Paragraph, Rule, Slip
from kiosk.text import Texts


def slip(findings: Sequence[Finding], place: str, label: str, at: datetime, texts: Texts) -> Slip:
    """Return the report for the slip printer: what is wrong in words, what is well by name."""
    verdict = worst(findings)
    blocks: list[Block] = [
        Heading(texts("readiness.title")),
        KeyValue(place, label),
        KeyValue(texts("readiness.at"), at.strftime("%Y-%m-%d %H:%M")),
        KeyValue(texts("readiness.verdict"), texts(f"readiness.verdict.{verdict.value}")),
        Rule(),
    ]
    for finding in wrong(findings):
        blocks += [
            Paragraph(f"{name_of(finding, texts)}: {texts(finding.what, **finding.values)}", strong=True),
            Paragraph(texts(finding.how, **finding.values)),
        ]
    well = [name_of(finding, texts) for finding in findings if finding.verdict is Verdict.OK]
    if well:
        names = texts("readiness.between").join(dict.fromkeys(well))
        blocks.append(Paragraph(texts("readiness.well", names=names)))
    blocks += [Rule(), KeyValue(texts("readiness.signed"), "__________"), Feed(3), Cut()]
    return Slip(texts("readiness.title"), texts.language, tuple(blocks))


def page(findings: Sequence[Finding], place: str, label: str, at: datetime, texts: Texts) -> str:
    """Return the report as one HTML file without anything from elsewhere."""
    verdict = worst(findings)
    rows = "".join(
        f'<tr class="{finding.verdict.value}"><td>{escape(name_of(finding, texts))}</td>'
        f"<td>{escape(texts(f'readiness.verdict.{finding.verdict.value}'))}</td>"
        f"<td>{_words(finding, texts)}</td></tr>"
        for finding in (*wrong(findings), *(one for one in findings if one.verdict is Verdict.OK))
    )
    title = escape(texts("readiness.title"))
    return (
        f'<!doctype html><html lang="{escape(texts.language)}"><meta charset="utf-8"><title>{title}</title>'
        "<style>body{font:16px sans-serif;max-width:60em;margin:2em auto}table{border-collapse:collapse}"
        "td{border-bottom:1px solid #ccc;padding:.4em .8em;vertical-align:top}"
        ".fault td{background:#fde8e8}.warning td{background:#fff6d6}</style>"
        f"<h1>{title}</h1><p>{escape(place)} · {escape(label)} · {at:%Y-%m-%d %H:%M}</p>"
        f"<p><strong>{escape(texts(f'readiness.verdict.{verdict.value}'))}</strong></p>"
        f"<table>{rows}</table></html>\n"
    )


def wrong(findings: Sequence[Finding]) -> list[Finding]:
    """Return what is not well, the gravest first."""
    order = [Verdict.FAULT, Verdict.WARNING]
    return sorted((one for one in findings if one.verdict in order), key=lambda one: order.index(one.verdict))


def name_of(finding: Finding, texts: Texts) -> str:
    """Return a check's name for people."""
    kind, _, device = finding.check.partition(":")
    return texts(f"device.kind.{device}") if kind == "device" else texts(f"readiness.check.{kind}")


def _words(finding: Finding, texts: Texts) -> str:
    if not finding.code:
        return ""
    said = (texts(key, **finding.values) for key in (finding.what, finding.how))
    return "<br>".join(escape(one) for one in said)
