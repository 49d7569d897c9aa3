from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.sync.ids import LONG, canonical, long

EDGES = [0, 1, -1, 2**63 - 1, -(2**63), 1_795_349_155_195_915]


@pytest.mark.parametrize(
    ("spelled", "name"),
    [
        ("1795349155195915", "1795349155195915"),
        (f"{LONG}000660dc4ca4ac0b", "1795349155195915"),
        ("000660dc4ca4ac0b", "1795349155195915"),
        ("18446744073709551615", "-1"),
        (f"{LONG}ffffffffffffffff", "-1"),
        ("42", "42"),
        (f"{LONG}000000000000002a", "42"),
        (f"{LONG}2a", "42"),
        ("51d4B2f9a1b2c3d4e5f60718", "51d4b2f9a1b2c3d4e5f60718"),
        (f"{LONG}51d4b2f9a1b2c3d4e5f60718", "51d4b2f9a1b2c3d4e5f60718"),
        ("123456789012345678901234", "123456789012345678901234"),
        ("urn:entry:7", "urn:entry:7"),
    ],
)
def test_every_spelling_of_an_id_is_one_name(spelled, name):
    assert canonical(spelled) == name


@given(st.one_of(st.sampled_from(EDGES), st.integers(-(2**63), 2**63 - 1)))
def test_numbers_come_back_from_either_spelling_signed_or_not(number):
    name = str(number)
    assert canonical(name) == canonical(str(number % 2**64)) == canonical(long(name)) == name
    assert len(long(name)) == len(LONG) + 16


@given(st.text("0123456789abcdefABCDEF", min_size=24, max_size=24))
def test_object_ids_come_back_from_either_spelling(digits):
    assert canonical(digits) == canonical(LONG + digits) == canonical(long(digits.lower())) == digits.lower()


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=200))
def test_whatever_else_a_server_says_is_a_name_that_comes_back(said):
    assert canonical(long(canonical(said))) == canonical(said)


@given(st.text(max_size=300))
def test_what_can_be_no_id_is_refused(said):
    if said and said.isascii() and said.isprintable() and " " not in said and len(said) <= 200:
        assert canonical(said)
    else:
        with pytest.raises(ValueError, match="no item id"):
            canonical(said)
