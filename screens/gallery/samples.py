"""The pages of the gallery. Sample words only; nothing here is shown to a citizen."""

from collections.abc import Callable, Iterator
from datetime import date

import numpy as np

from screens.components import (
    Action,
    Answer,
    BigNumber,
    Button,
    Card,
    Chip,
    Choice,
    ChoiceList,
    Column,
    Countdown,
    DatePicker,
    DeviceHint,
    Dialog,
    ErrorSummary,
    Facts,
    Figure,
    FlowBox,
    FlowChart,
    Grid,
    Icon,
    Label,
    Line,
    Notice,
    OpenRow,
    Paragraph,
    Part,
    PhotoFrame,
    Progress,
    QrPanel,
    Rating,
    Row,
    Seal,
    SearchField,
    Segmented,
    Shell,
    SignaturePad,
    TextField,
    TickRow,
    Tile,
    Title,
    Totals,
    Wrap,
)
from screens.components.icon_paths import HINTS, ICONS
from screens.input_methods.composition import InputMethod
from screens.input_methods.keyboard import Keyboard
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


def home(theme: Theme) -> Shell:
    """Tiles, search, audiences."""
    tiles = (
        ("baby", "新生儿出生", "5 个事项"),
        ("rings", "公民婚育", "4 个事项"),
        ("briefcase", "灵活就业", "5 个事项"),
        ("house", "二手房过户", "6 个事项 · 含水电气"),
        ("medical", "异地就医备案", "2 个事项"),
        ("elder", "企业职工退休", "4 个事项"),
        ("shield", "军人退役", "9 个事项"),
        ("heart-hands", "扶残助困", "4 个事项"),
        ("leaf", "公民身后", "9 个事项"),
    )
    doors = ("查进度", "打印结果", "预约", "办不成事 找人帮忙")
    return page(
        theme,
        "home",
        "今天要办什么事？",
        "把身份证放在右下方的读卡区，也可以先看看",
        leave=None,
        back=Action("全部清单", nothing),
        primary=Action("放身份证，开始办理", nothing),
        body=[
            SearchField(theme, placeholder="说说要办的事，如“开餐馆”“孩子上户口”", on_act=nothing),
            Segmented(theme, [("p", "个人"), ("e", "企业"), ("j", "项目")], chosen="p", on_choose=nothing),
            Grid(theme, [Tile(theme, icon=i, text=t, sub=s, on_act=nothing) for i, t, s in tiles]),
            Grid(
                theme,
                [Button(theme, text=t, kind="tinted", on_act=nothing) for t in doors],
                columns=4,
                large_columns=2,
            ),
        ],
    )


def guide(theme: Theme) -> Shell:
    """Facts and rows to read."""
    items = (
        ("出生医学证明签发", "市卫生健康委", "当场办结", "ok"),
        ("预防接种证办理", "市卫生健康委", "当场办结", "ok"),
        ("户口登记", "市公安局", "3 个工作日", "plain"),
        ("城乡居民参保登记", "市医保局", "5 个工作日", "plain"),
        ("社会保障卡申领", "市人社局", "5 个工作日", "plain"),
    )
    papers = (
        ("父母身份证", "自动取得", "读卡即可", "ok"),
        ("结婚证", "经您同意后调用", "电子证照", "ok"),
        ("户口簿", "首页和本人页", "现场拍照", "plain"),
        ("出生医学信息", "自动取得", "医院已共享", "ok"),
    )
    return page(
        theme,
        "guide",
        "新生儿出生",
        "一次告知 · 指南版本 2026.11 · 11月18日更新 · 示例数据",
        step=(1, 7),
        leave=None,
        primary=Action("开始办理", nothing),
        help=Action("带走指南", nothing),
        body=[
            Facts(
                theme,
                [
                    Figure("5", "个事项，\n4 个部门"),
                    Figure("4", "份材料，\n只交一次", before="9"),
                    Figure("5", "个工作日，\n最长一项"),
                    Figure("0", "元，\n不收费"),
                ],
            ),
            Card(
                theme, [Row(theme, text=a, sub=b, end=Chip(theme, c, k)) for a, b, c, k in items], rows=True
            ),
            Card(
                theme, [Row(theme, text=a, sub=b, end=Chip(theme, c, k)) for a, b, c, k in papers], rows=True
            ),
        ],
    )


def plan(theme: Theme) -> Shell:
    """Ticks, totals, flow chart."""
    rows = (
        (True, False, "出生医学证明签发", "医院分娩 · 市卫生健康委", "当场办结"),
        (True, True, "户口登记", "依规定须与出生证明一并办理 · 市公安局", "3 个工作日"),
        (True, False, "预防接种证办理", "市卫生健康委", "当场办结"),
        (True, False, "城乡居民参保登记", "用到“户口登记”的结果，不用您再交", "5 个工作日"),
        (False, False, "社会保障卡申领", "市人社局", "5 个工作日"),
    )
    flow = FlowChart(
        theme,
        [
            FlowBox("a", "出生证明", 0, 0, "done"),
            FlowBox("b", "户口登记", 1, 0),
            FlowBox("c", "参保登记", 2, 0),
            FlowBox("d", "接种证", 2, 1),
        ],
        [("a", "b"), ("b", "c"), ("b", "d")],
    )
    ticks = [
        TickRow(theme, text=t, sub=s, ticked=on, locked=lock, end=Chip(theme, c), on_act=nothing)
        for on, lock, t, s, c in rows
    ]
    totals = [
        Figure("3 份", "要准备的材料"),
        Figure("6 个", "要填的问题"),
        Figure("5 天", "工作日，最长"),
        Figure("0 元", "费用合计"),
    ]
    return page(
        theme,
        "plan",
        "这次要办哪几项？",
        "按您的回答已选好，可以只办一部分",
        step=(3, 7),
        primary=Action("就办这 4 项", nothing),
        body=[
            Card(theme, ticks, rows=True),
            Card(theme, [Title(theme, "已选 4 项", small=True), Totals(theme, totals)], strong=True),
            Card(theme, [Title(theme, "先后顺序", small=True), flow]),
        ],
    )


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
            tuple((40 + t * 1.2, 55 - (t % 24) * 1.1) for t in range(60)),
            tuple((60 + t * 0.4, 30 + t * 0.8) for t in range(50)),
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


PAGES: tuple[Callable[[Theme], Shell], ...] = (
    home, guide, plan, digits, choices, dates, scan, check, sign, done, rating, buttons, icons,
)  # fmt: skip


def pages(theme: Theme, method: InputMethod | None) -> Iterator[Shell]:
    """Yield every page, each built for the language and theme of the moment."""
    for make in PAGES:
        yield make(theme)
    yield typing(theme, method)
