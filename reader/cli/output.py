"""What commands print: JSON as design promises it, plain lines, and errors as one sentence on stderr.

Text that came from outside was cleaned at its parser; it is printed as it is, never through Rich markup.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec.structs import asdict

from reader.locale import say
from reader.text import telling

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reader.errors import ConfigError, NuriError
    from reader.model import Article, Block, Headline, Passage, RefreshReport, WeatherState

Json = dict[str, object]
log = logging.getLogger("nuri")


def document(value: object) -> None:
    """Print one JSON document, UTF-8 whatever the locale says."""
    text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()


def line(text: str = "") -> None:
    """Print one line, replacing what the terminal's encoding cannot say."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding))


def note(text: str) -> None:
    """Print one line on stderr."""
    encoding = sys.stderr.encoding or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding), file=sys.stderr)


def failed(error: NuriError, *, verbose: bool) -> None:
    """Tell an expected failure; with `verbose` the cause as well."""
    note(telling.tell(error))
    if verbose and error.cause:
        note(f"  {telling.detail(error)}")


def problems(error: ConfigError) -> None:
    """Tell every mistake of a configuration, a line each."""
    for problem in error.problems:
        note(telling.problem(problem))


def unexpected(error: Exception, *, verbose: bool) -> None:
    """Log `error` whole, and tell it in one sentence; with `verbose` the trace as well."""
    from reader.cli.logs import file_name  # noqa: PLC0415 - only where something went wrong

    log.error("unexpected", exc_info=error)
    note(say("error.unexpected", log=file_name()))
    if verbose:
        import traceback  # noqa: PLC0415 - likewise

        traceback.print_exception(error)


def moment(value: datetime | None) -> str | None:
    """Give a time as ISO 8601 with its offset."""
    return value.isoformat(timespec="seconds") if value else None


def headline(row: Headline) -> Json:
    """Give a headline's promised keys."""
    return {
        "id": row.id,
        "source": row.source,
        "also": list(row.also),
        "section": row.section,
        "title": row.title,
        "subtitle": row.subtitle,
        "summary": row.summary,
        "author": row.author,
        "url": row.url,
        "published": moment(row.published),
        "read": row.read,
        "saved": row.saved,
        "fetched": moment(row.freshness.fetched),
        "stale": row.freshness.stale,
    }


def article(shown: Article) -> Json:
    """Give an article's promised keys: the headline's and its text."""
    return headline(shown.headline) | {
        "updated": moment(shown.updated),
        "text": shown.text,
        "blocks": [block(piece) for piece in shown.blocks],
        "images": [{"url": image.url, "caption": image.text} for image in shown.images],
        "links": list(shown.links),
    }


def block(piece: Block) -> Json:
    """Give one block: `kind`, and what its kind has."""
    match piece.kind:
        case "list":
            return {"kind": "list", "ordered": piece.ordered, "items": [passage(item) for item in piece.passages]}
        case "table":
            return {"kind": "table", "header": piece.header, "rows": [list(row) for row in piece.rows]}
        case "image":
            return {"kind": "image", "url": piece.url, "caption": piece.text}
        case "heading":
            return {"kind": "heading", "level": piece.level, "text": piece.text}
        case _:
            links = [asdict(link) for part in piece.passages[:1] for link in part.links]
            return {"kind": piece.kind, "text": piece.text, "links": links}


def passage(part: Passage) -> Json:
    """Give one list item."""
    return {"text": part.text, "links": [asdict(link) for link in part.links]}


def weather(state: WeatherState) -> Json:
    """Give the weather's promised keys."""
    return {
        "provider": "sample" if state.sample else state.provider,
        "observed": moment(state.observed),
        "fetched": moment(state.fetched),
        "stale": state.stale,
        "stations": [
            {"id": station.station, "name": station.name, "sky": station.sky, "temperature": station.temperature}
            for station in state.stations
        ],
    }


def refresh(report: RefreshReport) -> Json:
    """Give a refresh's promised keys; `error` is a sentence or null."""
    return {
        "sources": [
            {
                "name": row.name,
                "status": row.status,
                "new": row.new,
                "requests": row.requests,
                "error": telling.sentence(*row.error) if row.error else None,
            }
            for row in report.sources
        ],
        "prefetched": report.prefetched,
    }


def columns(rows: Sequence[Sequence[str]]) -> None:
    """Print rows as columns, measured in terminal cells, two apart; the last column is not padded."""
    from rich.cells import cell_len  # noqa: PLC0415 - not needed for JSON

    widths = [max(map(cell_len, column), default=0) for column in zip(*rows, strict=True)]
    for row in rows:
        padded = [text + " " * (width - cell_len(text)) for text, width in zip(row, widths, strict=True)]
        line("  ".join(padded).rstrip())
