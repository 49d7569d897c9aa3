import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.text.hangul import latin_keys


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("ㅓ", "j"), ("ㅏ", "k"), ("ㅂ", "q"), ("ㅁ", "a"), ("ㅠ", "b"), ("ㅡ", "m"),
        ("가", "rk"), ("한", "gks"), ("값", "rkqt"), ("뷁", "qnpfr"), ("의", "dml"),
        ("ㅞ", "np"), ("ㅘ", "hk"), ("ㅢ", "ml"), ("ㄳ", "rt"), ("ㅀ", "fg"), ("ㅄ", "qt"),
        ("ㄲ", "R"), ("ㅃ", "Q"), ("ㅒ", "O"), ("ㅖ", "P"), ("까", "Rk"),
        ("ｊ", "j"), ("Ｇ", "G"), ("？", "?"), ("．", "."), ("１", "1"), ("　", " "),
        ("ﾡ", "r"), ("ￂ", "k"), ("가나", "rksk"), ("\u1100\u1161", "rk"),
    ],
)  # fmt: skip
def test_takes_letters_and_syllables_apart_into_the_keys_that_made_them(typed, keys):
    assert "".join(latin_keys(typed)) == keys


@pytest.mark.parametrize("typed", ["", "j", "R", "é", "漢", "①", "あ", "가a", "\u3164", "\u115f", "ㆍ", "enter", "½"])
def test_leaves_everything_else_alone(typed):
    assert latin_keys(typed) == ()


@given(st.text(max_size=3))
def test_gives_single_printable_ascii_characters_or_nothing(typed):
    assert all(len(key) == 1 and " " <= key <= "~" for key in latin_keys(typed))


def test_every_syllable_has_its_keys():
    assert all(latin_keys(chr(code)) for code in range(0xAC00, 0xD7A4))
