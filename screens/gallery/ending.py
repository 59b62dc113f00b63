"""Ending: done, rating; buttons, icons, a dialog. Sample words only; nothing here is shown to a citizen."""

from screens.components import (
    Action,
    BigNumber,
    Button,
    Card,
    Chip,
    Choice,
    Column,
    Countdown,
    DeviceHint,
    Dialog,
    Grid,
    Icon,
    Label,
    Line,
    Part,
    Progress,
    QrPanel,
    Rating,
    Row,
    Seal,
    Shell,
    Title,
)
from screens.components.hint_paths import HINTS
from screens.components.icon_paths import ICONS
from screens.gallery.frame import nothing, page
from screens.theme.theme import Theme


def done(theme: Theme) -> Shell:
    """The seal, the number, the code."""
    rows = (
        ("出生医学证明签发", "已办好，可以在本机打印", "打印", "ok"),
        ("预防接种证办理", "已办好，首针前到接种点领取", "已办好", "ok"),
        ("户口登记", "公安局正在办理，11月26日前", "在办", "plain"),
        ("城乡居民参保登记", "等户口登记办好后自动开始", "排队", "plain"),
    )
    head = Column(
        theme,
        [Title(theme, "4 个事项一次提交好了"), Label(theme, "凭条正在打印，请在下方取走", colour="ink2")],
        gap=1.0,
    )
    return page(
        theme,
        "done",
        "",
        leave=None,
        back=Action("再打一张", nothing),
        help=Action("办不成事", nothing),
        primary=Action("评价并结束", nothing),
        body=[
            Line(theme, [Seal(theme), head], weights=(0, 1), gap=9.0),
            Card(
                theme,
                [
                    Label(theme, "申办号", role="label", colour="ink2"),
                    BigNumber(theme, "1201162611217QK4"),
                ],
                gap=0.0,
            ),
            Card(theme, [Row(theme, text=a, sub=b, end=Chip(theme, c, k)) for a, b, c, k in rows], rows=True),
            Card(
                theme,
                [
                    QrPanel(
                        theme,
                        "https://example.invalid/q/1201162611217QK4",
                        text="用手机扫一扫，随时看进度",
                        sub="也可以拿身份证在任何一台自助机上查",
                    )
                ],
            ),
        ],
    )


def rating(theme: Theme) -> Shell:
    """Five equal levels."""
    levels = ("非常满意", "满意", "基本满意", "不满意", "非常不满意")
    return page(
        theme,
        "rating",
        "这次服务您满意吗？",
        leave=None,
        primary=Action("跳过", nothing),
        body=[Rating(theme, [Choice(str(5 - i), t) for i, t in enumerate(levels)], on_choose=nothing)],
    )


def buttons(theme: Theme) -> Shell:
    """Every kind and state of a button, hints, work that goes on."""
    kinds = ("primary", "secondary", "quiet", "tinted", "danger")
    pressed = Button(theme, text="按下", kind="primary", on_act=nothing)
    pressed.pressed = True
    focused = Button(theme, text="焦点", kind="primary", on_act=nothing)
    focused.focused = True
    return page(
        theme,
        "buttons",
        "按钮和状态",
        body=[
            Grid(theme, [Button(theme, text=k, kind=k, on_act=nothing) for k in kinds], columns=3),
            Grid(
                theme,
                [
                    Button(theme, text="不能按", kind="primary", enabled=False),
                    Button(theme, text="提交", busy_text="正在提交…", kind="primary", busy=True),
                    pressed,
                    focused,
                    Button(theme, text="打印", icon="printer", small=True, on_act=nothing),
                    Button(theme, text="刷新", icon="refresh", kind="quiet", small=True, on_act=nothing),
                ],
                columns=3,
            ),
            Progress(theme, "正在向平台提交…"),
            Progress(theme, "正在上传材料，第 2 份，共 3 份", 0.6),
            Line(theme, [Countdown(theme, 21, 30), DeviceHint(theme, "place-card")], weights=(0, 1)),
            Grid(theme, [DeviceHint(theme, name) for name in HINTS], columns=3),
        ],
    )


def icons(theme: Theme) -> Shell:
    """Every icon."""

    def cell(name: str) -> Part:
        return Column(
            theme,
            [Icon(theme, name, mm=16), Label(theme, name, role="floor", colour="ink2", max_lines=1)],
            gap=1.0,
        )

    return page(theme, "icons", "图标", body=[Grid(theme, [cell(name) for name in ICONS], columns=8)])


def question(theme: Theme) -> Dialog:
    """The dialog that asks whether anyone is there."""
    return Dialog(
        theme,
        page_id="idle-warning",
        title="您还在吗？",
        body=[
            Line(
                theme,
                [Countdown(theme, 21, 30), Label(theme, "没有操作时，会结束办理并清除您的信息。")],
                weights=(0, 1),
                gap=9.0,
            )
        ],
        others=[Action("结束办理", nothing, id="end")],
        primary=Action("我还在办", nothing, id="stay"),
    )
