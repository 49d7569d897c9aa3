"""The front page as plain text: what `nuri` and `nuri demo` print where there is no terminal to paint on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.cli import output
from reader.cli.weather import line
from reader.library import shelves
from reader.locale import say
from reader.newsroom.polling import Manner
from reader.newsroom.refresh import refresh
from reader.newsroom.shelf import headlines, masthead_state
from reader.newsroom.weather import weather_state

if TYPE_CHECKING:
    from reader.model import Headline
    from reader.newsroom.desk import Desk

_PER_SECTION = 10


async def front_page(desk: Desk) -> None:
    """Print masthead, weather and the newest headlines of each section; the sample edition is fetched first."""
    if desk.sample:
        await refresh(desk, manner=Manner(urgency="person"), ahead=False)
    masthead = masthead_state(desk, refreshing=False)
    weekday = say("ui.weekdays").split()[masthead.today.weekday()]
    sample = f"  [{say('cli.sample')}]" if masthead.sample else ""
    output.line(f"{masthead.name}  {masthead.today:%Y.%m.%d} ({weekday}){sample}")
    if told := line(weather_state(desk)):
        output.line(told)
    for section in desk.library.read(shelves):
        rows = headlines(desk, section=section, limit=_PER_SECTION)
        output.line()
        output.line(f"{section}")
        for row in rows:
            output.line(f"  {_when(row):5}  {row.title}")
        if not rows:
            output.line(f"  {say('cli.empty')}")


def _when(row: Headline) -> str:
    if row.published is None:
        return ""
    return f"{row.published:%H:%M}" if row.published.hour or row.published.minute else f"{row.published:%m.%d}"
