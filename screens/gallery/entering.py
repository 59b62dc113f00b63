"""Entering: fields, choices, camera, check, signature. Sample words only."""

from datetime import date

import numpy as np

from kiosk.catalogue.divisions import divisions
from kiosk.submission.signature import Point
from screens.components import (
    Action,
    AddressPicker,
    Answer,
    Card,
    Chip,
    Choice,
    ChoiceList,
    DatePicker,
    ErrorSummary,
    Notice,
    OpenRow,
    Paragraph,
    PhotoFrame,
    Row,
    Shell,
    SignaturePad,
    TextField,
    Wrap,
)
from screens.gallery.frame import nothing, page
from screens.input_methods.composition import InputMethod
from screens.input_methods.keyboard import Keyboard
from screens.theme.theme import Theme


def typing(theme: Theme, method: InputMethod | None) -> Shell:
    """A field with the pinyin keyboard."""
    field = TextField(theme, name="孩子姓名", value="李示", kind="name")
    keyboard = Keyboard(theme, field, kind="name", method=method)
    if method is not None:
        for letter in "han":
            keyboard.press(letter)
    return page(
        theme,
        "typing",
        "孩子叫什么名字？",
        "要和出生医学证明上的一致，还剩 5 个问题",
        step=(4, 7),
        dock=keyboard,
        body=[field, Notice(theme, "姓氏“李”取自父亲身份证，可以改为随母姓", "ok")],
    )


def digits(theme: Theme) -> Shell:
    """A field of an identity number, with an error."""
    field = TextField(
        theme, name="身份证号", value="11010119000101", kind="id", error="还差 4 位，请接着输入"
    )
    return page(
        theme,
        "digits",
        "监护人的身份证号是多少？",
        step=(4, 7),
        primary=Action("继续", nothing, enabled=False),
        dock=Keyboard(theme, field, kind="id"),
        body=[field],
    )


def choices(theme: Theme) -> Shell:
    """One of several answers."""
    return page(
        theme,
        "choices",
        "孩子是在哪里出生的？",
        "这决定由谁签发出生医学证明",
        step=(2, 7),
        body=[
            ChoiceList(
                theme,
                [
                    Choice("a", "在医院或妇幼保健院", "医院已把出生信息报给卫生健康委"),
                    Choice("b", "在家里或路上", "需要县级卫生健康部门核实"),
                    Choice("c", "在国外"),
                    Choice("d", "我不确定", "工作人员会帮您看"),
                ],
                chosen="a",
                on_choose=nothing,
            ),
            OpenRow(theme, text="为什么问这个？", icon="info", framed=True, on_act=nothing),
        ],
    )


def dates(theme: Theme) -> Shell:
    """Choosing a day."""
    return page(
        theme,
        "dates",
        "孩子是哪一天出生的？",
        step=(4, 7),
        body=[
            DatePicker(
                theme,
                first=date(2025, 1, 1),
                last=date(2026, 11, 21),
                value=date(2026, 11, 8),
                on_choose=nothing,
            )
        ],
    )


def places(theme: Theme) -> Shell:
    """Choosing where an address lies."""
    return page(
        theme,
        "places",
        "孩子的户口落在哪个地址？",
        step=(4, 7),
        body=[AddressPicker(theme, divisions(), near="120116", on_choose=nothing)],
    )


def scan(theme: Theme) -> Shell:
    """The camera's picture."""
    frame = PhotoFrame(theme, name="拍摄画面", waiting="正在打开摄像头…")
    picture = np.full((720, 960, 3), (35, 38, 43), np.uint8)
    picture[120:620, 260:700] = (243, 239, 228)
    picture[200:206, 320:640] = (107, 98, 80)
    picture[280:284, 320:560] = (107, 98, 80)
    frame.show(picture.tobytes(), 960, 720)
    frame.found(((260, 120), (700, 120), (700, 620), (260, 620)))
    frame.countdown(0.7, "1")
    return page(
        theme,
        "scan",
        "请拍户口簿首页",
        "平放在黑垫上，手拿开就会自动拍",
        step=(5, 7),
        help=Action("没带怎么办", nothing),
        primary=Action("现在就拍", nothing),
        figure=frame,
        body=[
            Wrap(
                theme,
                [
                    Chip(theme, "边角完整", "ok"),
                    Chip(theme, "清晰", "ok"),
                    Chip(theme, "没有反光", "ok"),
                    Chip(theme, "正在认字…"),
                ],
            ),
            Card(
                theme,
                [
                    Row(theme, text="户口簿首页", sub="正在拍", end=Chip(theme, "第 1 份，共 2 份", "warn")),
                    Row(theme, text="结婚证", sub="电子证照，已经您同意", end=Chip(theme, "已取得", "ok")),
                ],
                rows=True,
            ),
        ],
    )


def check(theme: Theme) -> Shell:
    """Answers, an error summary, notices."""
    change = Action("更改", nothing)
    return page(
        theme,
        "check",
        "请核对您的信息",
        step=(6, 7),
        body=[
            ErrorSummary(theme, [Action("联系电话少了一位", nothing, id="fix-phone")]),
            Card(
                theme,
                [
                    Answer(
                        theme, question="孩子姓名", value="李示例", source="您填写的", change=change, id="a1"
                    ),
                    Answer(
                        theme,
                        question="出生日期",
                        value="2026年11月8日",
                        source="来自市卫生健康委，11月18日",
                        change=change,
                        id="a2",
                    ),
                    Answer(
                        theme, question="联系电话", value="138 0000 000", change=change, id="a3",
                        chip=Chip(theme, "需要改", "error"),
                    ),
                ],
                rows=True,
            ),
            Notice(theme, "身份证号只显示前后几位", "info"),
            Notice(theme, "结婚证还没有取得，可以稍后补交", "warn", title="还差一份材料"),
            Notice(theme, "请检查网络后再试", "error", title="平台没有回答"),
        ],
    )  # fmt: skip


def sign(theme: Theme) -> Shell:
    """Declaration and signature."""
    pad = SignaturePad(theme)
    pad.area.set_strokes(
        [
            tuple(Point(40 + t * 1.2, 55 - (t % 24) * 1.1) for t in range(60)),
            tuple(Point(60 + t * 0.4, 30 + t * 0.8) for t in range(50)),
        ]
    )
    return page(
        theme,
        "sign",
        "请看清楚再签名",
        step=(7, 7),
        primary=Action("提交 4 个事项", nothing),
        body=[
            Card(
                theme,
                [
                    Paragraph(
                        theme,
                        "我填写的内容和提交的材料都是真实的。\n"
                        "如果不真实，办理会停止，已经办好的会撤销，我要承担相应的责任。\n"
                        "我同意有关部门为办理这 4 个事项使用我的身份信息、结婚登记信息和孩子的出生信息。",
                    )
                ],
            ),
            pad,
        ],
    )
