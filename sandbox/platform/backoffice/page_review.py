"""What a clerk reads of a page's figures and of the terminal's pre-review."""

from collections.abc import Mapping
from typing import Any

VERDICTS = {
    "fits": "与所要材料相符",
    "ask": "机器未能确认",
    "wrong-paper": "像是别的材料",
    "wrong-side": "像是另一面",
    "expired": "像是已过有效期",
    "another-person": "像是他人的材料",
    "not-checked": "没有预审规则",
    "not-read": "未识别",
}
_FIGURES = (("blur", "边缘宽度", "{:.1f} px"), ("glare", "反光", "{:.1%}"), ("brightness", "亮度", "{:.0f}"))


def quality(figures: Mapping[str, float] | None) -> str:
    """Return the figures in one line, empty where there are none."""
    if not figures:
        return ""
    return "，".join(
        f"{name} {shape.format(figures[key])}"
        for key, name, shape in _FIGURES
        if isinstance(figures.get(key), int | float)
    )


def words(review: Mapping[str, Any] | None) -> str:
    """Return what the pre-review said and what the citizen said to that; empty where there was none."""
    if not review:
        return ""
    parts = [VERDICTS.get(str(review.get("verdict")), "未知结论")]
    if review.get("taken_before"):
        parts.append("像是拍过的一页")
    if review.get("advice"):
        parts.append("画面未达标")
    if review.get("corners_moved"):
        parts.append("四角由申请人调整")
    if review.get("overruled"):
        parts.append("申请人确认无误")
    return "；".join(parts)


def warns(review: Mapping[str, Any] | None) -> bool:
    """Whether a clerk should look twice."""
    return review is not None and bool(review.get("overruled") or review.get("taken_before"))
