"""An article as Markdown (CommonMark with tables): what `e` saves, `nuri show --markdown` prints.

The text is somebody's words, so every character that Markdown would take as its own is escaped, and links are the
http and https addresses that the parser let through.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reader.model import Article, Block, Headline, Passage

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#])")
_LINE_START = re.compile(r"^(\s*|\s*\d{1,9})((?<!\d)[-+=>]|(?<=\d)[.)](?=\s|$))", re.MULTILINE)
_FENCE = re.compile(r"`{3,}")


def markdown(article: Article) -> str:
    """Write `article` as a Markdown document: title, subtitle, byline with its address, body."""
    headline = article.headline
    parts = [f"# {escaped(headline.title)}"]
    if headline.subtitle:
        parts.append("\n".join(f"**{escaped(line)}**  " for line in headline.subtitle.splitlines()).rstrip())
    parts.append(_byline(headline))
    parts += [block(piece) for piece in article.blocks] or ([escaped(headline.summary)] if headline.summary else [])
    return "\n\n".join(part for part in parts if part) + "\n"


def block(piece: Block) -> str:
    """Write one block."""
    match piece.kind:
        case "heading":
            return f"{'#' * min(piece.level + 1, 6)} {_inline(piece.passages[0])}"
        case "list":
            marks = (f"{number}." if piece.ordered else "-" for number in range(1, len(piece.passages) + 1))
            return "\n".join(f"{mark} {_indented(item)}" for mark, item in zip(marks, piece.passages, strict=False))
        case "quote":
            lines = "\n\n".join(_inline(part) for part in piece.passages).splitlines()
            return "\n".join(f"> {line}".rstrip() for line in lines)
        case "table":
            return _table(piece)
        case "image":
            return f"![{escaped(piece.text)}](<{piece.url}>)"
        case "code":
            fence = "`" * (max((len(run) for run in _FENCE.findall(piece.text)), default=2) + 1)
            return f"{fence}\n{piece.text}\n{fence}"
        case _:
            return "\n\n".join(_inline(part).replace("\n", "  \n") for part in piece.passages)


def escaped(text: str) -> str:
    """Escape what Markdown would read as its own."""
    return _LINE_START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", text))


def _byline(headline: Headline) -> str:
    when = headline.published.strftime("%Y.%m.%d %H:%M") if headline.published else ""
    told = " · ".join(escaped(part) for part in (headline.author, when, headline.source) if part)
    return f"{told}  \n<{headline.url}>" if headline.url else told


def _inline(part: Passage) -> str:
    pieces, position = [], 0
    for link in part.links:
        pieces.append(escaped(part.text[position : link.start]))
        pieces.append(f"[{escaped(part.text[link.start : link.end])}](<{link.url}>)")
        position = link.end
    pieces.append(escaped(part.text[position:]))
    return "".join(pieces)


def _indented(part: Passage) -> str:
    return _inline(part).replace("\n", "\n   ")


def _table(piece: Block) -> str:
    width = max((len(row) for row in piece.rows), default=0)
    rows = [[escaped(cell).replace("\n", " ") for cell in row] + [""] * (width - len(row)) for row in piece.rows]
    head, body = (rows[0], rows[1:]) if piece.header else ([""] * width, rows)
    lines = [head, ["---"] * width, *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
