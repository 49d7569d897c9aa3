"""Inline text: pieces of text, line breaks and links put together into one clean passage.

Owns white space as browsers fold it and the offsets of links. The pieces are joined before they are cleaned, so that an
escape sequence or a syllable that is spread over several elements is still seen as one.
"""

from __future__ import annotations

from reader.model import Link, Passage
from reader.text.clean import BODY, clean

_NOTHING = Passage("")


class Run:
    """One passage in the making."""

    def __init__(self) -> None:
        self._link = ""
        self._loose: list[str] = []  # what was added since white space was last folded
        self._pieces: list[str] = []
        self._length = 0
        self._spans: list[tuple[int, int, str]] = []
        self._gap = False
        self._broken = True
        self._raw = False

    @property
    def broken(self) -> bool:
        """Whether nothing stands on the current line yet."""
        self._fold()
        return self._broken

    def lead(self, url: str) -> None:
        """Say where the text that is added from now on leads, "" nowhere; it lasts over `take`."""
        self._fold()
        self._link = url

    def add(self, text: str) -> None:
        """Add text whose white space means nothing but a gap."""
        self._loose.append(text)

    def add_raw(self, text: str) -> None:
        """Add text whose white space is its own."""
        self._fold()
        self._raw = True
        self._put(text)
        self._broken = text.endswith("\n")

    def end_line(self) -> None:
        """Begin a new line, unless one has just begun."""
        self._fold()
        if not self._broken:
            self._put("\n")
            self._gap, self._broken = False, True

    def take(self, *, lines: bool = True, limit: int = BODY) -> Passage:
        """Give the passage and begin the next one; `lines` keeps its line breaks."""
        self._fold()
        if not self._pieces:
            self._gap, self._broken = False, True
            return _NOTHING
        raw = "".join(self._pieces)
        raw = raw.rstrip() if lines else raw.rstrip().replace("\n", " ")
        spans, self._spans = self._spans, []
        self._pieces, self._length, self._gap, self._broken = [], 0, False, True
        text = clean(raw, limit=limit, lines=lines)
        if text != raw and not self._raw:  # what was removed may have stood between two gaps
            text = "\n".join(" ".join(told.split()) for told in text.split("\n")).strip()
        self._raw = False
        return Passage(text, tuple(_links(raw, text, spans)))

    def _fold(self) -> None:
        """Make one piece of what was added, its white space as a browser shows it."""
        if not self._loose:
            return
        text = "".join(self._loose)
        self._loose.clear()
        folded = " ".join(text.split())
        if not folded:
            self._gap = self._gap or bool(text)
            return
        start = self._length
        if not self._broken and (self._gap or text[0].isspace()):
            folded = " " + folded
            start += 1
        self._put(folded)
        self._gap = text[-1].isspace()
        self._broken = False
        if self._link:
            self._extend(start)

    def _put(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)

    def _extend(self, start: int) -> None:
        """Mark what was just added as linked, as part of the same link if that goes on."""
        first, end, url = self._spans[-1] if self._spans else (0, -1, "")
        if url == self._link and start - end <= 1:
            self._spans[-1] = (first, self._length, url)
        else:
            self._spans.append((start, self._length, self._link))


def _links(raw: str, text: str, spans: list[tuple[int, int, str]]) -> list[Link]:
    """Place links in the cleaned text: where they were if nothing changed, else where their words are found again."""
    if raw == text:
        return [Link(start, end, url) for start, end, url in spans]
    found: list[Link] = []
    position = 0
    for start, end, url in spans:
        said = clean(raw[start:end], limit=BODY, lines=True)
        place = text.find(said, position) if said else -1
        if place >= 0:
            position = place + len(said)
            found.append(Link(place, position, url))
    return found
