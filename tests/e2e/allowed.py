"""What may be written to a terminal, and nothing else: the sequences that Textual and Nuri have use for, and plain text.

Everything is named one by one, so that a sequence from outside is a stranger whatever it does, and a new one of our
own is noticed here first.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field

from reader.text.clean import FORBIDDEN

_SEQUENCES = re.compile(
    rb"""
    \x1b\[ (?: (?:\d{1,3} (?:[;:]\d{1,3})*)? m                  # colours and weight
             | \d{1,4};\d{1,4} H | H | 2J | K | J               # the cursor's place, erasing
             | \? (?:7|25|1000|1003|1004|1006|1015|1016|1049|2004|2026|2048) [hl]  # wrapping, cursor, mouse, focus, screens, paste, frames
             | \? (?:2026|2048) \$p                             # asked: frames, sizes
             | > \d{1,2} u | < u                                # kitty's keyboard, on and off
             | 22;2t | 23;2t )                                  # the window's name, kept and given back
    | \x1b\] 2 ; (?P<title> [^\x00-\x1f\x7f]{0,600} ) \x07
    | \x1b\] 22 ; [a-z-]{0,20} \x07                             # the mouse pointer's shape
    | \x1b\] 52 ; c ; (?P<copied> [A-Za-z0-9+/]*={0,2} ) \x07
    """,
    re.VERBOSE,
)
_BREAKS = re.compile(rb"[\r\n]")


@dataclass
class Written:
    """What was written beside plain text and allowed sequences (`strangers`), window names, and what was copied."""

    strangers: list[bytes] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    copied: list[str] = field(default_factory=list)


def read(written: bytes) -> Written:
    """Take all that was written to a terminal apart."""
    found, at = Written(), 0
    for sequence in _SEQUENCES.finditer(written):
        _text(found, written[at : sequence.start()])
        at = sequence.end()
        if sequence["title"] is not None:
            found.titles.append(_text(found, sequence["title"]))
        if sequence["copied"] is not None:
            found.copied.append(base64.b64decode(sequence["copied"]).decode())
    _text(found, written[at:])
    return found


def _text(found: Written, data: bytes) -> str:
    """Note whatever in `data` is no plain text, with what stands around it."""
    text = _BREAKS.sub(b"", data).decode("utf-8", "surrogateescape")
    found.strangers += [
        text[max(0, one.start() - 20) : one.end() + 40].encode("utf-8", "surrogateescape")
        for one in FORBIDDEN.finditer(text)
    ]
    return text
