import pytest

from kiosk.platform import errors
from kiosk.platform.models import PROBLEM_PREFIX, FieldError, Problem, ProblemType


def make(kind, status=400, **members):
    return errors.problem(Problem(type=PROBLEM_PREFIX + kind, title="t", status=status, **members))


@pytest.mark.parametrize(
    "kind", sorted(set(ProblemType) - {ProblemType.INTERNAL, ProblemType.STATE_CONFLICT})
)
def test_each_problem_type_has_its_class(kind):
    assert type(make(kind)) is not errors.Problem


def test_a_type_that_is_not_known_is_a_plain_problem():
    found = make("moon-too-full", 418, detail="请稍后")
    assert type(found) is errors.Problem
    assert (found.type, found.status, found.detail) == ("moon-too-full", 418, "请稍后")
    assert not found.retryable


def test_the_list_of_errors_is_kept_whole():
    listed = tuple(FieldError(pointer=f"/answers/{n}", detail=str(n)) for n in range(30))
    assert make("validation", 422, errors=listed).errors == listed


def test_the_message_has_no_word_of_the_platforms_text():
    found = make("duplicate-application", 409, detail="李示例已提交过")
    assert "李" not in str(found)
    assert "李" not in repr(found)
