"""HTML tables: which hold data and which only lay out a page, and the rows of the former.

Owns how spanning cells are laid on a grid. A cell is one line of plain text; links in it are the page's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from selectolax.lexbor import LexborNode

from reader.model import Block
from reader.sources.markup import attribute, words
from reader.text.clean import SUMMARY, clean

ROWS = 1_000
COLUMNS = 50
_PARTS = {"thead", "tbody", "tfoot"}
_CELLS = {"td", "th"}

Dropped = Callable[[LexborNode], bool]


def data_table(table: LexborNode, dropped: Dropped | None = None) -> Block | None:
    """Read a table of data; None for one that is only layout.

    That is: one column, or tables or pictures inside, as Korean editors set a picture above its caption.
    """
    rows = list(_rows(table))
    widest = max((len(cells) for cells, _ in rows), default=0)
    if widest <= 1 or any(inner.mem_id != table.mem_id for inner in table.css("table")):
        return None
    if table.css_first("img") is not None and table.css_first("th") is None:
        return None
    grid = tuple(row for row in _grid([cells for cells, _ in rows], dropped) if any(row))
    if not grid:
        return None
    first, in_head = rows[0]
    header = in_head or all(cell.tag == "th" for cell in first)
    return Block("table", rows=grid, header=header)


def _rows(table: LexborNode) -> Iterator[tuple[list[LexborNode], bool]]:
    """Give the cells of each row, and whether it stands in the table's head."""
    parts = [part for part in table.iter() if part.tag in _PARTS] or [table]
    count = 0
    for part in parts:
        for row in part.iter():
            cells = [cell for cell in row.iter() if cell.tag in _CELLS] if row.tag == "tr" else []
            if cells and count < ROWS:
                count += 1
                yield cells, part.tag == "thead"


def _grid(rows: list[list[LexborNode]], dropped: Dropped | None) -> list[tuple[str, ...]]:
    """Lay cells on a grid, spanned places empty, every row as wide as the widest (HTML 4.9.12)."""
    held: dict[int, int] = {}
    laid: list[dict[int, str]] = []
    for cells in rows:
        row: dict[int, str] = {}
        column = 0
        blocked = held
        held = {place: left - 1 for place, left in blocked.items() if left > 1}
        for cell in cells:
            while column in blocked:
                column += 1
            if column >= COLUMNS:
                break
            row[column] = clean(words(cell, dropped), limit=SUMMARY)
            for place in range(column, min(column + _span(cell, "colspan"), COLUMNS)):
                row.setdefault(place, "")
                if (below := _span(cell, "rowspan") - 1) > 0:
                    held[place] = below
                column = place + 1
        laid.append(row)
    width = max((max(row, default=-1) for row in laid), default=-1) + 1
    return [tuple(row.get(place, "") for place in range(width)) for row in laid]


def _span(cell: LexborNode, name: str) -> int:
    value = attribute(cell, name).strip()
    return min(max(int(value), 1), ROWS) if value.isascii() and value.isdigit() and len(value) < len("10000") else 1
