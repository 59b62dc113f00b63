import io
import json
import logging

import pytest

from kiosk.terminal.logs import Event, ForbiddenLogField, make_logger, set_up


def lines(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_one_json_object_with_its_event():
    stream = io.StringIO()
    make_logger("agent", stream).info(Event.SYNC_ENDED, disposition="installed", version=3)
    (line,) = lines(stream)
    assert line["event"] == "agent.sync.ended"
    assert (line["process"], line["version"], line["level"]) == ("agent", 3, "info")
    assert line["at"].endswith("Z")


@pytest.mark.parametrize("field", ["name", "id_number", "answers", "path", "body", "error"])
def test_a_field_that_is_not_in_the_list_is_refused_without_its_value(field):
    stream = io.StringIO()
    with pytest.raises(ForbiddenLogField) as refused:
        make_logger("ui", stream).info(Event.GUIDE_OPENED, **{field: "李示例"})
    assert field in str(refused.value)
    assert "李示例" not in str(refused.value)
    assert stream.getvalue() == ""


def test_an_event_that_is_not_in_the_list_is_refused():
    with pytest.raises(ForbiddenLogField):
        make_logger("ui", io.StringIO()).info("card of 李示例 was read")


def test_what_libraries_log_is_cut_to_name_and_class():
    stream = io.StringIO()
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    try:
        set_up("agent", stream)
        try:
            raise ValueError("李示例")
        except ValueError:
            logging.getLogger("some.library").exception("could not handle %s", "000000190001010009")
        logging.getLogger("some.library").warning("000000190001010009")
    finally:
        root.handlers[:], root.level = before
    (line,) = lines(stream)
    assert (line["reason"], line["error_type"]) == ("some.library", "ValueError")
    assert "李示例" not in stream.getvalue()
    assert "000000190001010009" not in stream.getvalue()


def test_a_library_s_word_that_nobody_can_read_any_more_ends_nothing():
    stream = io.StringIO()
    set_up("ui", stream)
    stream.close()
    logging.getLogger("a.library").error("said after the end")


def test_a_value_that_its_field_may_not_hold_is_withheld_and_the_line_written():
    stream = io.StringIO()
    make_logger("ui", stream).info(Event.VISIT_TROUBLE, state="李示例", problem="13800000000", trace_id="ok")
    (line,) = lines(stream)
    assert (line["state"], line["problem"], line["trace_id"]) == ("withheld", "withheld", "ok")


def test_a_field_of_another_event_is_refused():
    with pytest.raises(ForbiddenLogField, match="bundle"):
        make_logger("ui", io.StringIO()).info(Event.VISIT_STARTED, bundle="tj-p-01")


def test_an_end_without_one_of_its_dispositions_is_refused():
    with pytest.raises(ForbiddenLogField):
        make_logger("ui", io.StringIO()).info(Event.VISIT_ENDED)
    with pytest.raises(ForbiddenLogField):
        make_logger("ui", io.StringIO()).info(Event.VISIT_ENDED, disposition="exploded")


def test_what_the_list_marks_reaches_the_audit_log_and_nothing_else():
    told = []
    logger = make_logger("ui", io.StringIO(), lambda event, facts: told.append((event, facts)))
    logger.info(Event.VISIT_ENDED, disposition="left")
    logger.info(Event.GUIDE_OPENED, bundle="tj-p-01")
    logger.error(Event.CRASHED, reason="李示例", error_type="ValueError")
    assert told == [
        ("ui.visit.ended", {"disposition": "left"}),
        ("process.crashed", {"reason": "withheld", "error_type": "ValueError"}),
    ]
