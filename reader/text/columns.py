"""A body's blocks as two columns: the plain text once, and the shape that makes blocks of it again.

The text is what search reads (blocks apart by an empty line, passages and table rows by a line, cells by a tab); the
shape is a JSON list of lengths, kinds and links. So a body costs its text and little more, and search needs no copy.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from reader.model import Block, Body, Link, Passage

_WRITE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def columns(body: Body) -> tuple[str, str]:
    """Give a body's text and shape, written here or before."""
    return body.packed or packed(body.blocks)


def packed(blocks: Sequence[Block]) -> tuple[str, str]:
    """Write blocks as (text, shape)."""
    text = "\n\n".join(block.text for block in blocks)
    return text, _WRITE([_shape(block) for block in blocks])


def unpacked(text: str, shape: str) -> tuple[Block, ...]:
    """Read blocks back from what `packed` gave."""
    return tuple(_blocks(text, json.loads(shape)))


def _shape(block: Block) -> dict[str, Any]:
    table = block.kind == "table"
    rest = {
        "n": [] if table else [len(passage.text) for passage in block.passages],
        "r": [[len(cell) for cell in row] for row in block.rows] if table else [],
        "p": [passage.text for passage in block.passages] if table else [],  # a table's text is its rows alone
        "a": [
            [i, link.start, link.end, link.url] for i, passage in enumerate(block.passages) for link in passage.links
        ],
        "l": block.level,
        "o": int(block.ordered),
        "h": int(block.header),
        "u": block.url,
    }
    return {"k": block.kind} | {key: value for key, value in rest.items() if value}


def _blocks(text: str, shapes: list[dict[str, Any]]) -> Iterator[Block]:
    position = 0
    for shape in shapes:
        table = shape["k"] == "table"
        sizes = shape.get("r", []) if table else [[size] for size in shape.get("n", [])]
        lines, position = _lines(text, position, sizes)
        position += 2
        texts = shape.get("p", []) if table else [line[0] for line in lines]
        yield Block(
            shape["k"],
            _passages(texts, shape.get("a", [])),
            level=shape.get("l", 0),
            ordered=bool(shape.get("o")),
            rows=tuple(lines) if table else (),
            header=bool(shape.get("h")),
            url=shape.get("u", ""),
        )


def _lines(text: str, position: int, sizes: list[list[int]]) -> tuple[list[tuple[str, ...]], int]:
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


def _passages(texts: list[str], links: list[list[Any]]) -> tuple[Passage, ...]:
    return tuple(
        Passage(text, tuple(Link(start, end, url) for at, start, end, url in links if at == number))
        for number, text in enumerate(texts)
    )
