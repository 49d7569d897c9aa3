import json
from datetime import UTC, datetime

import pytest

from reader import errors
from reader.config import Names, parse
from reader.errors import AskedToWait, NuriError, Problem, UnknownName
from reader.locale import use
from reader.text.clean import FORBIDDEN
from reader.text.telling import detail, packed, problem, sentence, tell


@pytest.fixture(autouse=True, params=["ko", "en"])
def language(request):
    use(request.param)
    yield request.param
    use("ko")


KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, NuriError) and kind not in (errors.ConfigError, errors.UnknownName)
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_error_can_be_told_even_without_its_fields(kind):
    assert tell(kind())
    assert tell(kind(host="a.kr", extra=3))


def test_names_that_come_close_are_told(language):
    told = tell(UnknownName("section", "경제산엄", ("경제산업", "교육")))
    assert "경제산엄" in told
    assert "경제산업, 교육" in told


def test_a_packed_error_tells_the_same_later():
    error = AskedToWait(host="a.kr", status=429, until=datetime(2026, 1, 15, 0, 54, tzinfo=UTC))
    assert sentence(*packed(error)) == tell(error)
    assert "01.15 09:54" in tell(error)


def test_a_key_from_another_version_is_still_a_sentence():
    assert sentence("error.of_next_year", (("host", "a.kr"),))


def test_a_problem_says_which_kind_of_value_is_right():
    told = problem(Problem("config.toml", 3, "config.wrong_type", {"key": "sections", "right": "texts"}))
    assert told.startswith("config.toml:3: ")
    assert "texts" not in told.replace("list of texts", "")


def test_a_station_that_no_list_has_is_told_also_by_its_number(language):
    with pytest.raises(errors.ConfigError) as raised:
        parse("[weather]\nstations = [999]", "config.toml", Names(stations=("서울", "108")))
    assert "999" in problem(raised.value.problems[0])


def test_whatever_stands_in_a_sentence_is_one_line_of_plain_text(language):
    hostile = "a\x1b]0;x\x07b\n\u202ec\x9b2J"
    with pytest.raises(errors.ConfigError) as raised:
        parse(f"[{json.dumps(hostile)}]\nx = 1", "config.toml", Names())
    for told in (
        problem(raised.value.problems[0]),
        tell(errors.BadRedirect(host=hostile, reason=hostile, cause=hostile)),
    ):
        assert not FORBIDDEN.search(told)
        assert "abc" in told.replace(" ", "")
    assert not FORBIDDEN.search(detail(NuriError(cause=hostile)))
