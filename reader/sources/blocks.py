"""HTML to an article's blocks: paragraphs, headings, lists, quotes, tables, images with captions, code.

Owns what separates one block from the next, for any page or feed; what does not belong to an article is the caller's to
say (`dropped`). Decided: containers are walked, not trusted, since news bodies are <p>, bare text with <br>, or nested
<div>s, sometimes all three. Two line breaks end a paragraph, one stays in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct, field
from msgspec.structs import replace
from selectolax.lexbor import LexborNode

from reader.model import Block, BlockKind, Link, Passage
from reader.sources.markup import BLOCKS, TEXT, attribute, parse, steps, words
from reader.sources.media import film, picture
from reader.sources.runs import Run
from reader.sources.tables import data_table
from reader.text.address import absolute
from reader.text.clean import BODY, SUMMARY, clean

MOST = 5_000  # passages, pictures and tables of one article

_LEVELS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_LISTS = {"ul", "ol", "menu"}
_FILMS = {"iframe", "embed", "video", "audio"}
_FRAMES: dict[str, BlockKind] = {
    **dict.fromkeys(_LEVELS, "heading"),
    **dict.fromkeys(_LISTS, "list"),
    "blockquote": "quote",
    "pre": "code",
    "figcaption": "image",
}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MARK = re.compile(r"[▲△▼▽]\s*")
_CREDIT = re.compile(r"[\[(<]?\s?(?:사진|그래픽|이미지)\s?(?:[=:ㅣ|/]|제공|출처)")
_LONGEST_CAPTION = 300

_EMPTY = {"br", "img"}
_MEANT = BLOCKS | {"a", "img"}  # any other element is only what it holds

Dropped = Callable[[LexborNode], bool]


def blocks(node: LexborNode, base_url: str, dropped: Dropped | None = None) -> tuple[Block, ...]:
    """Build the blocks of what is inside `node`; links and images are resolved against `base_url`.

    Elements that `dropped` says, and hidden ones, are left out with all that is in them. At most `MOST` passages and
    `BODY` characters; what is beyond is not read.
    """
    return _Builder(base_url, dropped).read(node)


def blocks_of(html: str, base_url: str, dropped: Dropped | None = None) -> tuple[Block, ...]:
    """Build the blocks of a piece of HTML, as a feed carries it; raises ParseError (see `markup.parse`)."""
    body = parse(html).body
    return blocks(body, base_url, dropped) if body is not None else ()


class _Frame(Struct):
    """An open heading, list, quotation, caption or piece of code, with the passages that it has so far."""

    kind: BlockKind
    opener: LexborNode
    passages: list[Passage] = field(default_factory=list)

    def take(self) -> list[Block]:
        """Give what has come together as blocks, and begin anew."""
        passages, self.passages = tuple(self.passages), []
        if not passages:
            return []
        if self.kind in {"list", "quote"}:
            return [Block(self.kind, passages, ordered=self.opener.tag == "ol")]
        level = _LEVELS.get(self.opener.tag or "", 0)
        return [Block(self.kind, (passage,), level=level) for passage in passages]


class _Builder:
    """The state of one walk: the passage in the making, the frames around it, the blocks so far."""

    def __init__(self, base_url: str, dropped: Dropped | None) -> None:
        self._base = base_url
        self._dropped = dropped
        self._frame: BlockKind | None = None  # the innermost one's kind
        self._blocks: list[Block] = []
        self._frames: list[_Frame] = []
        self._run = Run()
        self._caption: Passage | None = None  # waits for its picture
        self._captioned = True  # whether the last picture has its caption
        self._lost = False  # whether that was a picture that cannot be fetched: its caption is a paragraph
        self._room, self._left = BODY, MOST

    def read(self, node: LexborNode) -> tuple[Block, ...]:
        """Walk through `node` and give its blocks."""
        for inside, tag, entered in steps(node, self._whole):
            if self._room <= 0 or self._left <= 0:
                break
            if tag == TEXT:
                (self._run.add_raw if self._frame == "code" else self._run.add)(inside.text_content or "")
            elif tag not in _MEANT:
                continue
            elif entered:
                self._enter(inside, tag)
            else:
                self._leave(inside, tag)
        self._flush()
        self._emit()
        self._release_caption()
        return tuple(self._blocks)

    # The walk

    def _whole(self, node: LexborNode) -> bool:
        """Pass over what does not belong, and read here what is read whole: films and tables of data."""
        told = node.attributes
        if told and ("hidden" in told or _HIDDEN.search(told.get("style") or "")):
            return True
        if self._dropped and self._dropped(node):
            return True
        tag = node.tag
        if tag in _FILMS:
            self._film(film(node, self._base))
            return True
        table = data_table(node, self._dropped) if tag == "table" else None
        if table is None:
            return False
        self._flush()
        title = node.css_first("caption")
        if title is not None and (said := clean(words(title), limit=SUMMARY)):
            self._emit(Block("paragraph", (Passage(said),)))
        self._emit(table)
        return True

    def _enter(self, node: LexborNode, tag: str) -> None:
        if tag == "br":
            self._line_break()
        elif tag == "img":
            self._picture(*picture(node, self._base))
        elif tag == "a":
            self._run.lead(absolute(self._base, attribute(node, "href")))
        else:
            self._boundary(tag)
            kind = _FRAMES.get(tag)
            if kind and self._frame not in {kind, "list", "image"}:
                self._flush()
                self._frames.append(_Frame(kind, node))
                self._frame = kind

    def _leave(self, node: LexborNode, tag: str) -> None:
        if tag == "a":
            self._run.lead("")
        elif tag not in _EMPTY:
            self._boundary(tag)
            if self._frames and self._frames[-1].opener.mem_id == node.mem_id:
                self._flush()
                frame = self._frames.pop()
                self._frame = self._frames[-1].kind if self._frames else None
                self._close(frame)

    def _boundary(self, tag: str) -> None:
        """End what a block element ends: in an item, a caption or a heading only the line."""
        if self._frame in {"image", "heading"} or (self._frame == "list" and tag not in {"li", *_LISTS}):
            self._run.end_line()
        elif self._frame != "code":
            self._flush()

    def _line_break(self) -> None:
        if self._frame == "code":
            self._run.add_raw("\n")
        elif self._run.broken and self._frame in {None, "quote"}:
            self._flush()
        else:
            self._run.end_line()

    # What comes of it

    def _flush(self) -> None:
        passage = self._run.take(lines=self._frame != "heading")
        if not passage.text:
            return
        self._room -= len(passage.text)
        self._left -= 1
        if self._frames:
            self._frames[-1].passages.append(passage)
        else:
            self._paragraph(passage)

    def _close(self, frame: _Frame) -> None:
        """End a frame: a caption goes to its picture, before or after it, everything else becomes a block."""
        if frame.kind != "image":
            self._emit(*frame.take())
        elif frame.passages:
            self._to_picture(frame.passages[0])

    def _emit(self, *made: Block) -> None:
        """Add blocks, after what the frames around them have come to."""
        for frame in self._frames:
            self._add(*frame.take())
        self._add(*made)

    def _add(self, *made: Block) -> None:
        for block in made:
            if self._caption is not None:
                self._release_caption()
            self._left -= 1
            if block.rows:
                self._room -= sum(len(cell) for row in block.rows for cell in row)
            self._captioned, self._lost = True, False
            self._blocks.append(block)

    def _paragraph(self, passage: Passage) -> None:
        """Add a paragraph; its first line may be the caption of the picture before it."""
        if self._captioned:
            self._add(Block("paragraph", (passage,)))
            return
        line, _, rest = passage.text.partition("\n")
        mark = _MARK.match(line)
        marked = bool(mark) and len(_MARK.findall(line)) == 1
        if len(line) > _LONGEST_CAPTION or not (marked or _CREDIT.match(line)):
            self._add(Block("paragraph", (passage,)))
            return
        self._to_picture(_cut(passage, mark.end() if mark else 0, len(line)))
        if rest:
            self._add(Block("paragraph", (_cut(passage, len(line) + 1, len(passage.text)),)))

    def _picture(self, url: str, said: str) -> None:
        self._flush()
        self._lost = not url
        if not url:
            self._captioned = True
            return
        caption, self._caption = self._caption or (Passage(said) if said else None), None
        explicit = caption is not None and caption.text != said
        self._emit(Block("image", (caption,) if caption else (), url=url))
        self._captioned = explicit

    def _to_picture(self, caption: Passage) -> None:
        if self._lost:
            self._add(Block("paragraph", (caption,)))
        elif self._captioned:
            self._release_caption()
            self._caption = caption
        else:
            self._blocks[-1] = replace(self._blocks[-1], passages=(caption,))
            self._captioned = True

    def _release_caption(self) -> None:
        """Make a paragraph of a caption whose picture never came."""
        caption, self._caption = self._caption, None
        if caption is not None:
            self._add(Block("paragraph", (caption,)))

    def _film(self, url: str) -> None:
        if url:
            self._flush()
            self._emit(Block("paragraph", (Passage(url, (Link(0, len(url), url),)),)))


def _cut(passage: Passage, start: int, end: int) -> Passage:
    """Give a part of a passage, with the links that lie in it."""
    text = passage.text[start:end]
    links = (Link(link.start - start, link.end - start, link.url) for link in passage.links)
    return Passage(text, tuple(link for link in links if 0 <= link.start < link.end <= len(text)))
