"""What the single components do."""

from datetime import date

import numpy as np
import pytest
from kivy.graphics import SmoothLine

from screens.components import (
    BigNumber,
    Card,
    Chip,
    Choice,
    ChoiceList,
    Countdown,
    DatePicker,
    Facts,
    Figure,
    FlowBox,
    FlowChart,
    Label,
    PhotoFrame,
    Progress,
    QrPanel,
    Rating,
    Segmented,
    SignaturePad,
    TextField,
    Totals,
)
from screens.components.drawing_area import PIECE


def nothing(*_):
    return None


def pixels(frames, path):
    from kivy.core.window import Window
    from PIL import Image

    frames(2)
    with Image.open(Window.screenshot(name=str(path / "shot.png"))) as picture:
        return np.asarray(picture.convert("RGB"))


def test_one_of_the_choices_holds(stage, theme, put, finger):
    chosen = []
    put(ChoiceList(theme, [Choice("a", "在医院"), Choice("b", "在家里")], on_choose=chosen.append))
    finger.tap(stage.focus.find(id="choice-a"))
    finger.tap(stage.focus.find(id="choice-b"))
    assert chosen == ["a", "b"]
    assert ["checked" in stage.focus.find(id=f"choice-{c}").state for c in "ab"] == [False, True]


def test_segments_tell_only_of_another_view(stage, theme, put, finger):
    chosen = []
    put(Segmented(theme, [("p", "个人"), ("e", "企业")], chosen="p", on_choose=chosen.append))
    finger.tap(stage.focus.find(id="tab-p"))
    finger.tap(stage.focus.find(id="tab-e"))
    assert chosen == ["e"]
    assert stage.focus.find(id="tab-e").state == ("selected",)


def test_rating_levels_are_equal_and_over_30_mm(stage, theme, put, finger, profile):
    given = []
    levels = [
        Choice(str(5 - n), text)
        for n, text in enumerate(("非常满意", "满意", "基本满意", "不满意", "非常不满意"))
    ]
    put(Rating(theme, levels, on_choose=given.append))
    nodes = [stage.focus.find(id=f"rate-{n}") for n in (5, 4, 3, 2, 1)]
    assert len({node.bounds[2:] for node in nodes}) == 1
    assert profile.mm(nodes[0].bounds[3]) >= 30
    assert [node.bounds[1] for node in nodes] == sorted(node.bounds[1] for node in nodes)
    finger.tap(nodes[4])
    assert given == ["1"]


class TestDatePicker:
    @pytest.fixture
    def days(self):
        return []

    @pytest.fixture
    def picker(self, theme, put, days):
        return put(DatePicker(theme, first=date(1926, 1, 1), last=date(2026, 11, 21), on_choose=days.append))

    def tap(self, stage, finger, *ids):
        for one in ids:
            finger.tap(stage.focus.find(id=one))
            stage.layout_now()

    def test_four_taps_choose_a_birthday(self, stage, finger, picker, days):
        self.tap(stage, finger, "decade-1950", "year-1953", "month-2", "day-28")
        assert days == [date(1953, 2, 28)]

    def test_days_are_those_of_the_month(self, stage, finger, picker):
        self.tap(stage, finger, "decade-1960", "year-1964", "month-2")
        days = [node.id for node in stage.focus.nodes() if node.id.startswith("day-")]
        assert days[-1] == "day-29"

    def test_days_after_the_last_cannot_be_chosen(self, stage, finger, picker, days):
        self.tap(stage, finger, "decade-2020", "year-2026")
        assert not stage.focus.find(id="month-12").enabled
        self.tap(stage, finger, "month-11", "day-22")
        assert days == []

    def test_going_back_to_the_year_keeps_what_can_stay(self, stage, finger, picker, days):
        self.tap(stage, finger, "decade-1950", "year-1953", "month-2", "day-28", "date-month")
        assert picker.stage == "month"
        self.tap(stage, finger, "month-2", "day-3")
        assert days == [date(1953, 2, 28), date(1953, 2, 3)]

    def test_few_years_are_asked_without_decades(self, theme, put):
        picker = put(DatePicker(theme, first=date(2025, 1, 1), last=date(2026, 1, 1), on_choose=nothing))
        assert picker.stage == "year"

    def test_no_dates_at_all_is_an_error(self, theme):
        with pytest.raises(ValueError, match="no date"):
            DatePicker(theme, first=date(2026, 1, 2), last=date(2026, 1, 1), on_choose=nothing)


class TestTextField:
    def test_text_goes_in_at_the_caret(self, theme, put, stage, finger):
        field = put(TextField(theme, name="姓名", value="李例"))
        x, y, _, h = stage.focus.find(id="field").bounds
        finger.tap((x + theme.px(8) + 60, y + h / 2))
        assert field.caret == 1
        field.insert("示")
        assert field.value() == "李示例"
        field.backspace()
        assert field.value() == "李例"

    def test_identity_number_is_shown_in_groups_and_kept_without(self, theme, put):
        field = put(TextField(theme, name="身份证号", kind="id", max_length=18))
        for digit in "000000190001010017":
            assert field.insert(digit)
        assert field.value() == "000000190001010017"
        assert not field.insert("1")

    def test_changes_are_told_and_clear_the_error(self, theme, put, stage):
        heard = []
        field = put(TextField(theme, name="电话", kind="phone", error="少了一位", on_change=heard.append))
        assert stage.focus.find(id="field").state == ("error",)
        field.insert("1")
        assert heard == ["1"]
        assert field.error == ""

    def test_long_values_wrap_and_the_field_grows(self, theme, put, stage):
        field = put(TextField(theme, name="住址", value="示例市示例区"))
        before = stage.focus.find(id="field").bounds[3]
        field.set_value("示例市示例区示例路" * 8)
        stage.layout_now()
        assert stage.focus.find(id="field").bounds[3] > before


class TestSignature:
    @pytest.fixture
    def pad(self, theme, put):
        return put(SignaturePad(theme))

    def stroke(self, stage, finger):
        x, y, _, _ = stage.focus.find(id="signature").bounds
        finger.drag([(x + 50, y + 50), (x + 150, y + 150), (x + 250, y + 100)])

    def test_strokes_are_kept_in_millimetres(self, stage, finger, pad, profile):
        self.stroke(stage, finger)
        ((begin, middle, end),) = pad.strokes
        assert begin[:2] == pytest.approx((profile.mm(50), profile.mm(50)), abs=0.3)
        assert middle[0] - begin[0] == pytest.approx(profile.mm(100), abs=0.3)
        assert end[1] < middle[1]

    def test_undo_takes_the_last_and_clear_all(self, stage, finger, pad):
        for _ in range(3):
            self.stroke(stage, finger)
        finger.tap(stage.focus.find(id="sign-undo"))
        assert len(pad.strokes) == 2
        finger.tap(stage.focus.find(id="sign-clear"))
        assert pad.is_empty
        assert not stage.focus.find(id="sign-clear").enabled

    def test_a_stroke_stays_inside_the_field(self, stage, finger, pad):
        x, y, w, h = stage.focus.find(id="signature").bounds
        finger.drag([(x + 50, y + 50), (x - 300, y - 300), (x + w + 300, y + h + 300)])
        wide, high = pad.area.size_mm
        assert all(
            0 <= px <= wide + 0.1 and 0 <= py <= high + 0.1 for stroke in pad.strokes for px, py, *_ in stroke
        )

    def test_a_point_is_drawn_before_the_next_frame_and_without_a_layout(self, stage, finger, pad):
        touch = finger.press(stage.focus.find(id="signature"))
        laid = pad.area._laid
        for step in range(1, 60):
            touch.touch_move(touch.x + 4, touch.y)
            drawn = [one for one in pad.area._live.children if isinstance(one, SmoothLine)]
            assert drawn[-1].points[-2:] == [touch.x, touch.y], step
            assert len(drawn[-1].points) <= 2 * PIECE
        assert pad.area._laid is laid
        touch.touch_up()
        assert len(pad.strokes[0]) == 60

    def test_points_tell_when_they_were_drawn(self, stage, finger, pad):
        touch = finger.press(stage.focus.find(id="signature"))
        for late in (0.25, 0.5):
            touch.move({"x": touch.sx + 0.01, "y": touch.sy})
            touch.time_update = touch.time_start + late
            touch.sx += 0.01
            touch.touch_move(touch.x + 10, touch.y)
        touch.touch_up()
        first = pad.strokes[0][0]
        assert (first.ms, first.pressure) == (0, None)
        times = [point.ms for point in pad.strokes[0]]
        assert times == sorted(times)

    def test_pressure_is_kept_where_the_screen_tells_it(self, stage, finger, pad):
        touch = finger.press(stage.focus.find(id="signature"))
        touch.profile = [*touch.profile, "pressure"]
        for told in (0.25, 1.7):
            touch.pressure = told
            touch.touch_move(touch.x + 10, touch.y)
        touch.touch_up()
        assert [point.pressure for point in pad.strokes[0]] == [None, 0.25, 1.0]

    def test_signing_tells_that_it_is_signed(self, stage, finger, pad):
        assert stage.focus.find(id="signature").value == "还没有签名"
        self.stroke(stage, finger)
        assert stage.focus.find(id="signature").value == "已签名"


class TestPhotoFrame:
    @pytest.fixture
    def photo(self, theme, put):
        return put(PhotoFrame(theme, name="画面", waiting="正在打开摄像头…"))

    def test_picture_is_shown_upright_and_whole(self, stage, photo, frames, tmp_path):
        rgb = np.zeros((40, 40, 3), np.uint8)
        rgb[:20] = (200, 30, 30)
        rgb[20:] = (30, 30, 200)
        photo.show(rgb.tobytes(), 40, 40)
        x, y, w, h = stage.focus.find(id="photo").bounds
        shot = pixels(frames, tmp_path)
        assert shot[y + h // 4, x + w // 2][0] > 150
        assert shot[y + 3 * h // 4, x + w // 2][2] > 150
        assert tuple(shot[y + h // 2, x + 20]) == (0x23, 0x26, 0x2B)

    def test_next_picture_replaces_the_one_before(self, stage, photo, frames, tmp_path):
        for colour in (50, 220):
            photo.show(bytes([colour]) * (30 * 30 * 3), 30, 30)
        x, y, w, h = stage.focus.find(id="photo").bounds
        assert pixels(frames, tmp_path)[y + h // 2, x + w // 2][0] == 220

    def test_outline_is_drawn_where_it_was_found(self, stage, photo, frames, tmp_path):
        photo.show(bytes(100 * 100 * 3), 100, 100)
        photo.found(((20, 20), (80, 20), (80, 80), (20, 80)))
        x, y, w, h = stage.focus.find(id="photo").bounds
        side = min(w, h)
        left = x + (w - side) // 2
        shot = pixels(frames, tmp_path)
        assert shot[y + h // 2, left + side // 5][1] > 180
        assert shot[y + h // 2, x + w // 2][1] < 20
        assert stage.focus.find(id="photo").state == ("found",)

    def test_wrong_size_is_refused(self, photo):
        with pytest.raises(ValueError, match="no picture"):
            photo.show(b"123", 10, 10)

    def test_cleared_frame_shows_no_picture(self, stage, photo, frames, tmp_path):
        photo.show(bytes([255]) * 300, 10, 10)
        photo.clear()
        x, y, w, h = stage.focus.find(id="photo").bounds
        assert tuple(pixels(frames, tmp_path)[y + h // 4, x + w // 2]) == (0x23, 0x26, 0x2B)


def test_code_on_the_screen_can_be_read(theme, put, frames, tmp_path):
    pyzbar = pytest.importorskip("pyzbar.pyzbar")
    from PIL import Image

    theme.high_contrast = True
    put(Card(theme, [QrPanel(theme, "https://example.invalid/q/120116261121", text="扫一扫")]))
    (found,) = pyzbar.decode(Image.fromarray(pixels(frames, tmp_path)))
    assert found.data == b"https://example.invalid/q/120116261121"


def test_big_number_is_spoken_sign_by_sign(stage, theme, put):
    put(BigNumber(theme, "1201162611217QK4"))
    (node,) = stage.focus.nodes()
    assert node.name == "1201 1626 1121 7QK4"
    assert node.speech == "1 2 0 1，1 6 2 6，1 1 2 1，7 Q K 4"


def test_figures_say_what_stood_before(stage, theme, put):
    put(Facts(theme, [Figure("4", "份材料", before="9"), Figure("0", "元")]))
    assert [node.speech for node in stage.focus.nodes()] == ["4份材料，原来 9", "0元"]


def test_totals_change_in_place(stage, theme, put):
    totals = put(Totals(theme, [Figure("3 份", "材料"), Figure("5 天", "工作日")]))
    totals.show([Figure("2 份", "材料"), Figure("4 天", "工作日")])
    assert [node.name for node in stage.focus.nodes()] == ["2 份 材料", "4 天 工作日"]


def test_countdown_counts_whole_seconds_up(stage, theme, put):
    countdown = put(Countdown(theme, 30, 30))
    countdown.show(20.2)
    node = stage.focus.find(id="countdown")
    assert (node.value, node.speech) == ("21", "还剩 21 秒")


def test_progress_says_its_share(stage, theme, put):
    progress = put(Progress(theme, "正在上传"))
    assert stage.focus.find(id="progress").value == ""
    progress.show("正在上传第 2 份", 0.5)
    assert stage.focus.find(id="progress").value == "50 %"


@pytest.mark.parametrize("levels", [1, 3, 7])
def test_flow_chart_stays_in_its_width_and_order(stage, theme, put, levels):
    boxes = [FlowBox(f"b{n}", f"第 {n} 个事项的名称", n, 0) for n in range(levels)]
    edges = [(f"b{n}", f"b{n + 1}") for n in range(levels - 1)]
    chart = put(FlowChart(theme, boxes, edges))
    x, _, w, h = stage.focus.find(id="flow").bounds
    assert (x, w) == (90, 900)
    labels = [part for part in chart.parts if isinstance(part, Label) or part.height]
    assert all(part.x >= 90 and part.right <= 990 for part in labels)
    assert h > 0
    assert stage.focus.find(id="flow").speech.index("第 0 个") < 10


def test_an_empty_flow_chart_takes_no_room(stage, theme, put):
    chart = put(FlowChart(theme, [], []))
    assert chart.height == 0
    assert stage.focus.nodes() == []


def test_chip_kinds_differ_by_sign_as_well_as_colour(theme):
    from screens.components.chip import KINDS

    assert len({KINDS[kind][2] for kind in ("plain", "ok", "warn", "error")}) == 4
    assert Chip(theme, "已取得", "ok").text == "已取得"
