from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.text import clean as gate
from reader.text.clean import BODY, FORBIDDEN, MARKS, TITLE, clean

# Plain letters beside everything that is dangerous, so that combinations come up often.
HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.characters(max_codepoint=0x9F),
        st.sampled_from(
            "\x1b\x9b\x9d\x90\\]P[m;0\x07\x9c\n\r\t\x85\u2028\u200b\u200c\u200d\u202e\u0301\u0316\u0344\u00ad"
        ),
        st.sampled_from(
            "가각ᄒ\u1161\u11a8\u1160\u3164\u0627\u0653\u061c\u0915\u093c\ud800\U000e0041\U0001d165\ufe0f👩"
        ),
    )
)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("[KBO] 한화, 연장 끝 승리", "[KBO] 한화, 연장 끝 승리"),
        ("[/]", "[/]"),
        ("[@click=app.quit]x[/]", "[@click=app.quit]x[/]"),
        ("  한국은행,\t\n 기준금리 \r\n동결 ", "한국은행, 기준금리 동결"),
        ("앞\u00a0뒤\u3000끝", "앞 뒤 끝"),
        (unicodedata.normalize("NFD", "과기정통부"), "과기정통부"),
        ("❤\ufe0f 👩\u200d💻", "❤\ufe0f 👩\u200d💻"),
        ("a\u200db\u200d가 \u200d나\u200d", "ab가 나"),
        (
            "👨\u200d👩\u200d👧 ❤\ufe0f\u200d🔥 👩🏽\u200d⚕\ufe0f\u200d",
            "👨\u200d👩\u200d👧 ❤\ufe0f\u200d🔥 👩🏽\u200d⚕\ufe0f",
        ),
        ("क्\u200dष \u0646\u200d\u0645", "क्\u200dष \u0646\u200d\u0645"),
        ("한\u200b국\u2060은\ufeff행\u00ad", "한국은행"),
        ("가\u3164나\uffa0다\u115f라\u1160", "가나다라"),
        ("a\u202eb\u2066c\u200e\u061c", "abc"),
        ("\U0001f3f4\U000e0067\U000e0062\U000e007f", "\U0001f3f4"),
        ("a\ud800b\ufffe\U0001ffff", "ab"),
        ("한\u200c글", "한글"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("é" + "\u0316" * 50, "é" + "\u0316" * MARKS),
        ("\u1100" + "\u1161" * 30, "가\u1161\u1161\u1161"),
        ("", ""),
    ],
)
def test_shows_what_was_meant_and_drops_what_is_invisible(raw, shown):
    assert clean(raw, limit=TITLE) == shown


@pytest.mark.parametrize(
    "sequence",
    [
        "\x1b]52;c;cm0gLXJm\x07",
        "\x1b]52;c;cm0gLXJm\x1b\\",
        "\x1b]8;;https://evil.example/\x9c",
        "\x9d0;title\x07",
        "\x1b[31m",
        "\x1b[38;2;1;2;3m",
        "\x1b[?1049h",
        "\x1b[3\x00\x081m",
        "\x9b2J",
        "\x1bP1$r0m\x1b\\",
        "\x90q#0;2;0;0;0\x9c",
        "\x1b_Gi=1\x07;AAAA\x1b\\",
        "\x1b^privacy\x1b\\",
        "\x1bXstring\x9c",
        "\x1b(0",
        "\x1bc",
        "\x1b7",
        "\x1b",
        "\x1b[12",
        "\x1b]0;aborted\x18",
        "\x84",
        "\x7f",
    ],
)
def test_escape_sequences_go_whole(sequence):
    assert clean(f"앞{sequence}뒤", limit=TITLE) == "앞뒤"


def test_a_string_control_that_never_ends_takes_its_line_only():
    assert clean("앞\x1b]0;제목을 훔친다\n다음 줄", limit=BODY, lines=True) == "앞\n다음 줄"
    assert clean("앞\x9dx\x85다음 줄", limit=BODY, lines=True) == "앞\n다음 줄"


def test_an_escape_inside_a_string_control_ends_it():
    assert clean("가\x1b]0;나\x1b[1m다", limit=TITLE) == "가다"


def test_lines_are_kept_when_asked_for():
    raw = "\n첫 줄  \r\n둘째 줄\u2028셋째\x0b넷째\n\n\ttab\n"
    assert clean(raw, limit=BODY, lines=True) == "첫 줄\n둘째 줄\n셋째\n넷째\n\n    tab"


def test_long_text_is_cut_with_an_ellipsis():
    assert clean("가" * 600, limit=TITLE) == "가" * 499 + "…"
    assert clean("가" * TITLE, limit=TITLE) == "가" * TITLE
    assert clean("가나다 라마", limit=5) == "가나다…"


@given(HOSTILE, st.booleans(), st.integers(1, 40))
def test_nothing_forbidden_is_left(text, lines, limit):
    shown = clean(text, limit=limit, lines=lines)
    assert not FORBIDDEN.search(shown)
    assert unicodedata.is_normalized("NFC", shown)
    assert len(shown) <= limit
    assert lines or "\n" not in shown
    assert "  " not in shown or lines
    run = 0
    for character in shown:
        run = run + 1 if unicodedata.combining(character) else 0
        assert run <= MARKS


@given(HOSTILE, st.booleans(), st.integers(1, 40))
def test_cleaning_twice_is_cleaning_once(text, lines, limit):
    once = clean(text, limit=limit, lines=lines)
    assert clean(once, limit=limit, lines=lines) == once


@given(st.text("가힣누리AZ az09[]()<>“”‘’…·※▲㈜℃一語ぁカ👩"))
def test_visible_text_passes_untouched(text):
    assert clean(text, limit=BODY, lines=True) == text.rstrip()


def test_what_counts_as_plain_needs_no_work():
    for code in range(0x1FB00):
        character = chr(code)
        if gate._PLAIN.fullmatch(character):
            assert character == "\n" or not FORBIDDEN.search(character), hex(code)
            assert unicodedata.is_normalized("NFC", character), hex(code)
            assert unicodedata.category(character) not in {"Mn", "Me", "Cc", "Cf", "Zs"} or character in " \n", hex(
                code
            )


def test_hostile_repetition_takes_linear_time():
    for piece in (
        "\x1b]",
        "\x9d\n",
        "\x1bP\n",
        "\x1b[1",
        "\u0301\u0316",
        "\u0344",
        " \n",
        "\u200c",
        "\u11a8",
        "\U000e0001",
    ):
        started = time.process_time()
        clean(piece * (500_000 // len(piece)), limit=BODY, lines=True)
        assert time.process_time() - started < 1.5, repr(piece)
