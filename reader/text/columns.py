"""A body's blocks as two columns: the plain text once, and the shape that makes blocks of it again.

The text is what search reads (blocks apart by an empty line, passages and table rows by a line, cells by a tab); the
shape is a JSON list of lengths, kinds and links. So a body costs its text and little more, and search needs no copy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct, field, json

from reader.model import Block, BlockKind, Body, Link, Passage

_LinkShape = tuple[int, int, int, str]  # passage, start, end, address


class _Shape(Struct, frozen=True, omit_defaults=True):
    """A block without its text, as it is stored: under one letter each, and only what there is."""

    kind: BlockKind = field(name="k")
    sizes: Sequence[int] = field(default=(), name="n")
    rows: Sequence[Sequence[int]] = field(default=(), name="r")
    passages: Sequence[str] = field(default=(), name="p")  # a table's own: its text is its rows alone
    links: Sequence[_LinkShape] = field(default=(), name="a")
    level: int = field(default=0, name="l")
    ordered: int = field(default=0, name="o")
    header: int = field(default=0, name="h")
    url: str = field(default="", name="u")


_READ = json.Decoder(list[_Shape]).decode
_WRITE = json.Encoder().encode


def columns(body: Body) -> tuple[str, str]:
    """Give a body's text and shape, written here or before."""
    return body.packed or packed(body.blocks)


def packed(blocks: Sequence[Block]) -> tuple[str, str]:
    """Write blocks as (text, shape)."""
    text = "\n\n".join([block.text for block in blocks])
    return text, _WRITE([_shape(block) for block in blocks]).decode()


def unpacked(text: str, shape: str) -> tuple[Block, ...]:
    """Read blocks back from what `packed` gave."""
    return tuple(_blocks(text, _READ(shape)))


def _shape(block: Block) -> _Shape:
    links = [(at, link.start, link.end, link.url) for at, told in enumerate(block.passages) for link in told.links]
    if block.kind == "table":
        rows = [[len(cell) for cell in row] for row in block.rows]
        passages = [passage.text for passage in block.passages]
        return _Shape("table", (), rows, passages, links, header=int(block.header))
    sizes = [len(passage.text) for passage in block.passages]
    return _Shape(block.kind, sizes, (), (), links, block.level, int(block.ordered), 0, block.url)


def _blocks(text: str, shapes: list[_Shape]) -> Iterator[Block]:
    position = 0
    for shape in shapes:
        table = shape.kind == "table"
        lines, position = _lines(text, position, shape.rows if table else [[size] for size in shape.sizes])
        position += 2
        yield Block(
            shape.kind,
            _passages(shape.passages if table else [line[0] for line in lines], shape.links),
            level=shape.level,
            ordered=bool(shape.ordered),
            rows=tuple(lines) if table else (),
            header=bool(shape.header),
            url=shape.url,
        )


def _lines(text: str, position: int, sizes: Sequence[Sequence[int]]) -> tuple[list[tuple[str, ...]], int]:
    """Cut lines of pieces out of the text, one separator after each piece; also gives where the last one ends."""
    lines = []
    start = position
    for line in sizes:
        pieces = []
        for size in line:
            pieces.append(text[start : start + size])
            start += size + 1
        start += not line  # an empty row is an empty line
        lines.append(tuple(pieces))
    return lines, start - 1 if sizes else start


def _passages(texts: Sequence[str], links: Sequence[_LinkShape]) -> tuple[Passage, ...]:
    return tuple(
        Passage(text, tuple(Link(start, end, url) for at, start, end, url in links if at == number))
        for number, text in enumerate(texts)
    )
