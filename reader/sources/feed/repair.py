"""The mistakes that feeds make most: bare ampersands, control characters, unclosed fields, words behind the end.

Owns mending them in the text, so that such a feed is read as exactly as any other. feedparser, which reads what is
still broken then, makes AT&T; of AT&T, and of a title without its end one that swallows the feed.
"""

from __future__ import annotations

import re
from html.entities import entitydefs

from reader.text.clean import clean

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_LITERAL = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z))", re.DOTALL)
_AMPERSAND = re.compile(r"&(?:#(\d{1,7});|#[xX]([\da-fA-F]{1,6});|([A-Za-z][A-Za-z\d]{1,30});)?")
_KNOWN = {*entitydefs, "apos"}
_FIELDS = "title|link|guid|id|pubdate|published|updated|author|category|description|summary|dc:date|dc:creator"
_UNCLOSED = re.compile(
    rf"<({_FIELDS})((?:\s[^<>]*)?)(?<!/)>([^<]*)(?=<(?:(?:{_FIELDS}|enclosure|item|entry)[\s>]|/(?:item|entry|channel|feed)\s*>))",
    re.IGNORECASE,
)
_END = re.compile(r"</(?:\w+:)?(?:rss|rdf|feed)\s*>", re.IGNORECASE)
_LOWEST, _SURROGATES, _HIGHEST = 0x20, range(0xD800, 0xE000), 0x10FFFF


def repaired(text: str) -> str:
    """Mend what can be mended without guessing; escape sequences go whole, as `clean` takes them."""
    if _CONTROL.search(text):
        text = clean(text, limit=len(text), lines=True)
    end = None
    for end in _END.finditer(text):  # noqa: B007 - the last one is wanted
        pass
    text = text[: end.end()] if end else text
    parts = _LITERAL.split(text)
    parts[::2] = [_UNCLOSED.sub(r"<\1\2>\3</\1>", _AMPERSAND.sub(_reference, part)) for part in parts[::2]]
    return "".join(parts)


def _reference(found: re.Match[str]) -> str:
    """Give a reference that XML or HTML knows as it is, an ampersand that is only itself escaped."""
    decimal, hexadecimal, name = found.groups()
    if name in _KNOWN:
        return found[0]
    code = int(decimal) if decimal else int(hexadecimal, 16) if hexadecimal else 0
    if not code:
        return f"&amp;{found[0][1:]}"
    lawful = (code >= _LOWEST or chr(code) in "\t\n\r") and code <= _HIGHEST and code not in _SURROGATES
    return found[0] if lawful else ""
