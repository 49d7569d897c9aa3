"""How a source is written: as one line of the table, by the width there is, and whole below it in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from reader.locale import say
from reader.text.layout import fit
from reader.text.marks import marks

if TYPE_CHECKING:
    from reader.model.roster import CatalogRow, SourceRow
    from reader.ui.times import Times

_COUNT, _STATE, _ANSWER, _DUE = 9, 13, 10, 6
_WITH_ANSWER = 79  # cells from which status and seconds have room
_GAP = "  "
WARNING = "$warning"


def heading(width: int) -> str:
    """Name the columns of the table."""
    names = (say(f"ui.sources.{name}") for name in ("name", "section", "counts", "state", "answer", "due"))
    return " " + "".join(_columns(tuple(names), width - 1))


def line(row: SourceRow, times: Times, width: int) -> Content:
    """Write one source into `width` cells: a mark and a word say what colour says."""
    state, calls = _state(row, times)
    given = (
        row.name,
        ", ".join(row.sections),
        f"{row.unread:,}/{row.total:,}",
        state,
        _answer(row),
        times.short(row.due),
    )
    name, section, count, told, *rest = _columns(given, width)
    mark = Content.styled("!", f"bold {WARNING}") if row.error or row.gone else Content(" ")
    ink = "" if row.unread and not row.paused else "$foreground 75%"
    return mark + Content.assemble(
        (name[1:], f"bold {ink}" if row.unread and not row.paused else ink),
        (section + count, "$foreground 75%"),
        (told, WARNING if calls else "$foreground 75%"),
        ("".join(rest), "$foreground 75%"),
    )


def detail(row: SourceRow, times: Times) -> Content:
    """Say of one source where it is, how it answers, since when it fails and why, and what is set."""
    return Content("\n").join([Content.styled(row.url, "$foreground 75%"), *map(Content, _sentences(row, times))])


def catalog_line(row: CatalogRow, width: int) -> Content:
    """Write one paper that can be added: a mark where it is configured, its name, where it is."""
    address = row.offer.url.partition("://")[2]
    room = max(width - 3, 0)
    name = min(max(room * 2 // 5, 16), room)
    ink = "$foreground 75%" if row.there else ""
    mark = (f"{marks().chosen} ", "$accent") if row.there else ("  ", "")
    return Content.assemble(
        mark, (fit(row.offer.name, name), ink), (" " + fit(address, room - name), "$foreground 75%")
    )


def _columns(given: Sequence[str], width: int) -> list[str]:
    """Fit a row's texts into the columns of the table, the name first; its first cell is the mark's."""
    name, section, count, state, answer, due = given
    fixed = _COUNT + _STATE + _DUE + 3 * len(_GAP) + (_ANSWER if width >= _WITH_ANSWER else 0)
    room = max(width - fixed - 1, 0)
    of_name = room * 3 // 5
    found = [f" {fit(name, of_name)}", _GAP[:1] + fit(section, room - of_name - 1)]
    found += [fit(count, _COUNT, right=True), _GAP + fit(state, _STATE)]
    if width >= _WITH_ANSWER:
        found.append(fit(answer, _ANSWER))
    return [*found, _GAP + fit(due, _DUE, right=True) + _GAP]


def _state(row: SourceRow, times: Times) -> tuple[str, bool]:
    """Say in a word how a source is, and whether that wants looking at."""
    if row.paused:
        return say("ui.sources.paused"), False
    if row.gone:
        return say("ui.sources.gone"), True
    if row.error:
        return say("ui.sources.failing", count=row.failures), True
    return times.age(row.answered) if row.answered else say("ui.sources.never"), False


def _answer(row: SourceRow) -> str:
    told = (str(row.status) if row.status else "", f"{row.seconds:.1f}s" if row.answered or row.error else "")
    return " ".join(filter(None, told))


def _sentences(row: SourceRow, times: Times) -> Iterator[str]:
    if row.error:
        since = {"since": times.near(row.failing) if row.failing else "?", "count": row.failures}
        answered = times.age(row.answered) if row.answered else ""
        yield f"{row.error} {say('ui.sources.since', **since)}"
        yield say("ui.sources.last_good", age=answered) if answered else say("ui.sources.never_good")
    elif row.answered:
        yield say("ui.sources.well", age=times.age(row.answered), status=row.status, seconds=f"{row.seconds:.1f}")
    elif not row.paused:
        yield say("ui.sources.not_asked")
    if row.moved_to:
        yield say("ui.sources.moved", url=row.moved_to)
    yield marks().between.join(_settings(row, times))


def _settings(row: SourceRow, times: Times) -> Iterator[str]:
    """Say what is set, and what follows from it: when the source is asked next."""
    if row.paused:
        yield say("ui.sources.resting")
    elif row.gone:
        yield say("ui.sources.left_alone")
    elif row.due:
        yield say("ui.sources.next", time=times.near(row.due))
    yield say("ui.sources.every", count=row.interval_minutes)
    if row.kind == "feed":
        yield say(f"ui.sources.text_{text_word(row.full_text)}")


def text_word(full_text: bool | str) -> str:  # noqa: FBT001 - the setting's own values
    """Name a value of `full_text` for the sentence's key."""
    return {True: "page", False: "feed"}.get(full_text, "auto") if isinstance(full_text, bool) else "auto"


def summary(rows: Sequence[SourceRow]) -> str:
    """Count the sources, those that fail and those that rest, for the title."""
    failing = sum(bool(row.error or row.gone) and not row.paused for row in rows)
    resting = sum(row.paused for row in rows)
    parts = [say("ui.sources.count", count=len(rows))]
    parts += [say("ui.sources.count_failing", count=failing)] if failing else []
    parts += [say("ui.sources.count_resting", count=resting)] if resting else []
    return marks().between.join(parts)
