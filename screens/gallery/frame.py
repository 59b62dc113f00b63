"""The frame of the gallery pages. Sample words only; nothing here is shown to a citizen."""

from screens.components import (
    Action,
    Shell,
)
from screens.theme.theme import Theme

SITE = "示例政务服务中心 · 一楼东侧 03 号机"


def nothing(*_: object) -> None:
    """Do nothing: the gallery leads nowhere."""


def page(theme: Theme, page_id: str, title: str, sub: str = "", **rest: object) -> Shell:
    """Return a page with the usual frame."""
    frame: dict[str, object] = {
        "site": SITE,
        "back": Action("返回", nothing),
        "help": Action("帮助", nothing),
        "primary": Action("继续", nothing),
        "leave": Action("退出", nothing),
    }
    return Shell(theme, page_id=page_id, title=title, sub=sub, **{**frame, **rest})  # type: ignore[arg-type]
