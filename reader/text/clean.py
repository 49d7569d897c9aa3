"""The gate for outside text: what passes here can stand on a terminal and in any model field.

Owns which characters are forbidden, how escape sequences leave without residue, Unicode form and length. Knows nothing
of markup: entities and tags are the parser's. ZWNJ stays only where it is spelling (after Arabic and Indic letters),
ZWJ only between such letters or pictures: elsewhere both are invisible, and what follows a ZWJ is measured wrong.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

TITLE = 500
SUMMARY = 20_000
BODY = 500_000
MARKS = 4

# Everything that is Unicode's NFC already, visible, and no combining mark: most texts are made of nothing else.
_PLAIN = re.compile(
    "[ -~가-힣\u4e00-\u9fff\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u2100-\u2125\u2190-\u22ff"
    "\u2460-\u27bf\u3001-\u3029\u3041-\u3096\u309b-\u30ff\u3131-\u3163\u3165-\u318e\u3200-\u33ff\uff01-\uff60"
    "\U0001f300-\U0001faff\n]*+"
)
# A string control ends at its terminator; where it never does, it takes its own line and no more of the article.
# CAN and SUB abort any sequence, as in ECMA-48 terminals; C0 characters inside CSI are carried out, not part of it.
# Every scan stops at the next introducer, which is what keeps a page full of them linear. This and two more patterns
# are left as text, for `re` to compile when they are first met: 2 ms of every start otherwise.
_STOPS = "\x18\x1a\x1b\x80-\x84\x86-\x9f"
_TO_LINE_END = "[^\n\r\x85\u2028\u2029]*+"
_SEQUENCE = (
    rf"(?:\x1b\]|\x9d)(?:[^\x07{_STOPS}]*+(?:[\x07\x9c\x18\x1a]|\x1b\\|(?=[{_STOPS}]))|{_TO_LINE_END})"
    rf"|(?:\x1b[PX^_]|[\x90\x98\x9e\x9f])(?:[^{_STOPS}]*+(?:[\x9c\x18\x1a]|\x1b\\|(?=[{_STOPS}]))|{_TO_LINE_END})"
    r"|(?:\x1b\[|\x9b)[\x00-\x09\x0b\x0c\x0e-\x17\x19\x1c-\x1f0-?]*+[ -/]*+[@-~]?"
    r"|\x1b[ -/]*+[0-~]?"
)
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Bidi controls, zero-width and invisible characters, Hangul fillers, annotations, noncharacters, surrogates.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff\ud800-\udfff"
)
# Beyond the BMP: shorthand and musical controls, tags, noncharacters. Apart, because a class that reaches there is
# tested range by range for every character: 1 ms instead of 60 µs for 2,500 of them.
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_INVISIBLE_ASTRAL = "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff" + "".join(
    chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(1, 17)
)
_JOINING = "\u0620-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u17b3\u17b6-\u17ff"
_PICTURES = "\u20e3\u2190-\u2bff\u3030\u303d\ufe0f\U0001f000-\U0001faff"
_LOOSE = f"(?<![{_JOINING}])\u200c|(?<![{_JOINING}{_PICTURES}])\u200d|\u200d(?![{_JOINING}{_PICTURES}])"
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_DROPPED = re.compile(f"[\x00-\x08\x0e-\x1f\x7f-\x9f{_INVISIBLE}]")
_DROPPED_ASTRAL = f"[{_INVISIBLE_ASTRAL}]"
_NARROW = (*range(0x1160, 0x1200), *range(0xD7B0, 0xD800), 0x200C, 0x200D)
FORBIDDEN = re.compile(f"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029{_INVISIBLE}{_INVISIBLE_ASTRAL}]")


def clean(text: str, *, limit: int, lines: bool = False) -> str:
    """Make outside text safe to show: no control, bidi or invisible character, NFC, at most `limit` characters.

    Whole escape sequences go (ECMA-48 CSI, OSC, DCS, PM, APC, SOS, in their ESC and C1 forms), runs of more than
    four combining marks are cut. Otherwise a single line with its white space folded; `lines` keeps line breaks and
    spaces, tabs as four. What is cut ends with "…". Idempotent, linear in the length of `text`.
    """
    if not _PLAIN.fullmatch(text):
        text = _settle(text)
    if not lines:
        text = " ".join(text.split())
    else:
        text = "\n".join(map(str.rstrip, text.split("\n"))).strip("\n") if "\n" in text else text.rstrip()
    return text if len(text) <= limit else text[: max(limit - 1, 0)].rstrip(" \n\u200d") + "…"


def _settle(text: str) -> str:
    """Remove what is forbidden, name breaks and spaces alike, compose."""
    if _CONTROL.search(text):
        text = _BREAKS.sub("\n", re.sub(_SEQUENCE, "", text)).replace("\t", "    ")
    text = _SPACES.sub(" ", _DROPPED.sub("", text))
    joined = "\u200c" in text or "\u200d" in text
    marks = _bmp_marks
    if _ASTRAL.search(text):
        text = re.sub(_DROPPED_ASTRAL, "", text)
        marks = _all_marks
    # Marks are cut before composing, because sorting long runs of them takes quadratic time, and after it, because
    # a few characters (U+0344) come apart into several; then a joiner may stand beside another mark than it did.
    text = marks().sub(_few, text)
    while not unicodedata.is_normalized("NFC", text) or (joined and re.search(_LOOSE, text)):
        text = marks().sub(_few, unicodedata.normalize("NFC", re.sub(_LOOSE, "", text)))
    return text


def _few(run: re.Match[str]) -> str:
    return run[0][:MARKS]


@cache
def _bmp_marks() -> re.Pattern[str]:
    """Match over-long runs of what takes no cell of its own: marks, conjoining Hangul vowels and tails, ZWJ, ZWNJ.

    Marks as this Python's Unicode tables know them (10 ms, once, when the first text is not plain). Every character
    with a combining class is among them, so that cutting a run never lets others reorder.
    """
    return _runs({*_marks(range(0x300, 0x10000)), *_NARROW})


@cache
def _all_marks() -> re.Pattern[str]:
    """Match the same runs with marks from beyond the BMP; apart for the reason that `_DROPPED_ASTRAL` is."""
    return _runs({*_marks(range(0x300, 0x20000)), *_marks(range(0xE0100, 0xE01F0)), *_NARROW})


def _marks(codes: range) -> list[int]:
    return [
        code for code in codes if unicodedata.category(chr(code)) in {"Mn", "Me"} or unicodedata.combining(chr(code))
    ]


def _runs(codes: set[int]) -> re.Pattern[str]:
    ranges: list[list[int]] = []
    for code in sorted(codes):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    members = "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)
    return re.compile(f"[{members}]{{{MARKS + 1},}}+")
