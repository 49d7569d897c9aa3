"""One item, one name: the many spellings of an id made one, and written as every server takes it.

The canonical form is the signed decimal of 64 bits (FreshRSS, Miniflux, Google), 24 hexadecimal digits (The Old
Reader), or whatever else a server says, to the letter. Sent is always the long form: 16 digits alone could be either.
"""

from __future__ import annotations

import re

LONG = "tag:google.com,2005:reader/item/"
LONGEST = 200

_DECIMAL = re.compile(r"-?[0-9]{1,20}")
_HEX = re.compile(r"[0-9a-fA-F]{1,16}")
_OBJECT_ID = re.compile(r"[0-9a-fA-F]{24}")
_OPAQUE = re.compile(rf"[!-~]{{1,{LONGEST}}}")
_BITS = 1 << 64
_SIGN = 1 << 63
_DIGITS = 16


def canonical(spelled: str) -> str:
    """Give the one name of an item; raises ValueError for what can be no id at all."""
    if not _OPAQUE.fullmatch(spelled):
        raise ValueError(f"no item id: {spelled[:LONGEST]!r}")
    short, prefixed = spelled.removeprefix(LONG), spelled.startswith(LONG)
    if _OBJECT_ID.fullmatch(short):
        return short.lower()
    if _hexadecimal(short, prefixed=prefixed):
        return _signed(int(short, 16))
    if not prefixed and _DECIMAL.fullmatch(short) and -_SIGN <= int(short) < _BITS:
        return _signed(int(short))
    return spelled


def long(name: str) -> str:
    """Write a canonical name as it is sent: unsigned, 16 hexadecimal digits, behind the prefix."""
    if _OBJECT_ID.fullmatch(name):
        return LONG + name
    if _DECIMAL.fullmatch(name) and -_SIGN <= int(name) < _SIGN:
        return f"{LONG}{int(name) % _BITS:016x}"
    return name


def _hexadecimal(short: str, *, prefixed: bool) -> bool:
    """Tell whether these digits are hexadecimal: behind the prefix always, alone where 16 could be nothing else."""
    if not _HEX.fullmatch(short):
        return False
    return prefixed or (len(short) == _DIGITS and (short.startswith("0") or not short.isdigit()))


def _signed(number: int) -> str:
    return str(number - _BITS if number >= _SIGN else number)
