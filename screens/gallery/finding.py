"""Finding out: home, guide, plan. Sample words only; nothing here is shown to a citizen."""

from screens.components import (
    Action,
    Button,
    Card,
    Chip,
    Facts,
    Figure,
    FlowBox,
    FlowChart,
    Grid,
    Row,
    SearchField,
    Segmented,
    Shell,
    TickRow,
    Tile,
    Title,
    Totals,
)
from screens.gallery.frame import nothing, page
from screens.theme.theme import Theme


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
                    Figure("5", "个工作日，\n全部办好"),
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
