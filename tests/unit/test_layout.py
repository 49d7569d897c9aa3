import itertools
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import split_graphemes

from reader.text.layout import _CLOSING, _OPENING, cells, fit, fold_spans, table, truncate, wrap, wrap_spans

KOREAN = st.text(
    alphabet=st.sampled_from("한국은행금리 가나다. ,)(“”[]…·abc1%漢字。、「」\n👨\u200d👩한글é️☀"), max_size=120
)


def test_cuts_between_whole_characters_and_marks_the_cut():
    assert truncate("한국은행 금리", 8) == "한국은⋯"
    assert truncate("한국은행", 8) == "한국은행"
    assert truncate("한국은행", 7) == "한국은⋯"
    assert truncate("한국은행", 1) == "⋯"
    assert truncate("한국은행", 0) == ""
    assert truncate("한국 은행", 6) == "한국⋯"


@given(KOREAN, st.integers(0, 40))
def test_what_is_cut_or_fitted_keeps_to_its_cells(text, width):
    text = text.replace("\n", " ")
    assert cells(truncate(text, width)) <= width
    assert cells(fit(text, width)) == width
    assert cells(fit(text, width, right=True)) == width


def test_wraps_korean_between_words():
    text = "한국은행은 기준금리를 동결하기로 했다고 밝혔다."
    assert wrap(text, 24) == ["한국은행은 기준금리를", "동결하기로 했다고", "밝혔다."]


def test_breaks_inside_a_word_only_where_it_is_longer_than_a_line():
    assert wrap("가나 " + "다" * 12, 10) == ["가나 다다", "다다다다다", "다다다다다"]
    assert wrap("가나다라 " + "마" * 6, 10) == ["가나다라", "마마마마마", "마"]


def test_keeps_closing_punctuation_from_line_starts_and_opening_from_line_ends():
    assert wrap("가나다라마、바", 10) == ["가나다라", "마、바"]
    assert wrap("가나다라（마바", 10) == ["가나다라", "（마바"]
    assert wrap("가나다 라마 ) 바", 11) == ["가나다", "라마 ) 바"]
    assert wrap("서울은 ( 동두천", 8) == ["서울은", "( 동두천"]


def test_a_run_of_punctuation_is_still_broken():
    assert [cells(line) for line in wrap("。" * 30, 10)] == [10] * 6


@given(KOREAN, st.integers(2, 40))
def test_wrapping_loses_nothing_but_spaces_and_keeps_to_the_width(text, width):
    spans = wrap_spans(text, width)
    assert all(cells(text[start:end]) <= width for start, end in spans)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())


@given(st.lists(st.text(alphabet="가나다abc.,)(「」。", min_size=1, max_size=6), max_size=20), st.integers(12, 40))
def test_kinsoku_holds_wherever_words_are_short(words, width):
    text = " ".join(words)
    lines = wrap(text, width)
    for before, after in itertools.pairwise(lines):
        joined = cells(before) + cells(after) > width
        if after[0] in _CLOSING or before[-1] in _OPENING:
            # only ever inside a run that could not have stood on one line
            assert joined
            assert _forced(text, width)


def _forced(text, width):
    """Whether some stretch that punctuation holds together is longer than a line."""
    stretch = ""
    longest = 0
    for word in text.split():
        held = stretch and (word[0] in _CLOSING or stretch[-1] in _OPENING)
        stretch = f"{stretch} {word}" if held else word
        longest = max(longest, cells(stretch))
    return longest > width


@given(KOREAN, st.integers(2, 30))
def test_folding_keeps_every_character(text, width):
    spans = fold_spans(text, width)
    assert "".join(text[start:end] for start, end in spans) == text.replace("\n", "")
    assert all(cells(text[start:end]) <= width for start, end in spans)


@given(KOREAN, st.integers(4, 30))
def test_no_line_begins_in_the_middle_of_a_character(text, width):
    starts = {start for start, _ in wrap_spans(text, width)}
    line_start = 0
    for line in text.split("\n"):
        words = {m + line_start for m in _grapheme_starts(line)} | {line_start, line_start + len(line)}
        assert {s for s in starts if line_start <= s <= line_start + len(line)} <= words
        line_start += len(line) + 1


def _grapheme_starts(line):
    found = set()
    for offset, word in _words(line):
        found |= {offset + start for start, _, _ in split_graphemes(word)[0]}
    found |= {start for start, _, _ in split_graphemes(line)[0]}
    return found


def _words(line):
    offset = 0
    for word in line.split(" "):
        yield offset, word
        offset += len(word) + 1


@pytest.mark.parametrize("hostile", ["가" * 200_000, ") " * 100_000, "\u0301" * 100_000, "a " * 100_000, "(" * 200_000])
def test_hostile_text_is_wrapped_in_linear_time(hostile):
    started = time.perf_counter()
    wrap_spans(unicodedata.normalize("NFC", hostile), 40)
    assert time.perf_counter() - started < 4


def test_a_table_that_fits_keeps_its_natural_columns_and_rights_its_numbers():
    rows = [["구분", "2025", "2026"], ["수출", "1,234", "98"], ["수입", "56", "7,890"]]
    assert table(rows, 60) == [["구분   2025   2026"], ["수출  1,234     98"], ["수입     56  7,890"]]


def test_a_wide_table_gives_way_at_its_widest_column():
    rows = [["연도", "설명"], ["2026", "긴 설명이 여기에 이어지고 또 이어진다"]]
    lines = table(rows, 24)
    assert all(cells(line) <= 24 for row in lines for line in row)
    assert len(lines[1]) > 1
    assert lines[1][0].startswith("2026  긴 설명이")


def test_a_table_with_too_many_columns_is_stacked():
    assert table([["하나하나"] * 12], 20)[0][:2] == ["하나하나", "  하나하나"]


@given(st.lists(st.lists(KOREAN, max_size=5), max_size=5), st.integers(20, 60))
def test_no_table_is_wider_than_asked(rows, width):
    assert all(cells(line) <= width for row in table(rows, width) for line in row)
