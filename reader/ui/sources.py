"""The sources screen (`s`): how each source is, and everything that is done with them; the desk writes and fetches.

What takes time runs as a worker of this screen: no key waits for it, and leaving the screen gives it up. Whatever is
changed shows when the newsroom tells that another configuration is in force.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content
from textual.widgets import Static

from reader.commands import SOURCES
from reader.locale import say
from reader.text.address import canonical, host
from reader.text.layout import fit
from reader.ui import source_rows
from reader.ui.catalog import CatalogScreen
from reader.ui.choosing import ChoosingScreen
from reader.ui.keys import bindings
from reader.ui.listing import ListingScreen
from reader.ui.options import Options
from reader.ui.prompt import Prompt

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.worker import Worker

    from reader.model.roster import SourceRow
    from reader.ui.sources_service import SourceService, Value
    from reader.ui.times import Times

_ANYWHERE = {"source_add", "source_catalog"}
_TEXTS: dict[bool | str, bool | str | None] = {"auto": True, True: False, False: None}  # what `t` makes of each


class SourcesScreen(ListingScreen):
    """The table of sources in front of a `service`."""

    commands = SOURCES
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(SOURCES)]
    HEARS = frozenset({"masthead", "sections", "waiting", "refreshed"})  # the news after which it is shown anew

    def __init__(self, service: SourceService, times: Times) -> None:
        super().__init__("sources")
        self._service = service
        self._times = times
        self._rows: tuple[SourceRow, ...] = ()
        self._known = self._wanted = False
        self._reader: Worker[None] | None = None
        self._busy: list[str] = []
        self._arrived = ""  # what was just added or renamed: the cursor goes there as soon as it is listed
        self._columns = Static(classes="listing--columns", markup=False)
        self._whose = Static(classes="listing--columns", markup=False)
        self._detail = Static(id="source-detail", markup=False)

    def compose(self) -> ComposeResult:
        """Lay the table over what is said of the source under the cursor."""
        yield self.title_line
        yield self._columns
        yield self.table
        yield Static(Content(say("ui.sources.none")), id="sources-note", markup=False)
        yield self._whose
        yield self._detail
        yield self.footer

    def on_mount(self) -> None:
        """Read the sources."""
        super().on_mount()
        self.renew()

    def on_resize(self) -> None:
        """Share the new width out among the columns."""
        self._show()

    # What is shown

    def renew(self) -> None:
        """Read the sources anew, once more at the end if that is asked for meanwhile."""
        self._wanted = True
        if self._reader is None or self._reader.is_finished:
            self._reader = self.run_worker(self._read, group="source rows")

    async def _read(self) -> None:
        while self._wanted:
            self._wanted = False
            self._rows = await self._service.rows()
            self._known = True
            self._show()

    def _show(self) -> None:
        width = self.size.width
        self._columns.update(Content(source_rows.heading(width)))
        self.table.show([(row.name, source_rows.line(row, self._times, width - 1)) for row in self._rows])
        if self.table.go_to(self._arrived):
            self._arrived = ""
        self.set_class(self._known and not self._rows, "-none")
        busy = say("ui.sources.busy", what=self._busy[-1]) if self._busy else source_rows.summary(self._rows)
        self.title_line.update(Content.assemble((say("ui.sources.title"), "bold"), f"  {busy}"))
        self._show_detail()

    @on(Options.OptionHighlighted)
    def _show_detail(self) -> None:
        row = self.current
        self._whose.update(Content(fit(f" {row.name}" if row else "", self.size.width)))
        self._detail.update(source_rows.detail(row, self._times) if row else Content())
        self.refresh_bindings()

    @property
    def current(self) -> SourceRow | None:
        """The source under the cursor."""
        return next((row for row in self._rows if row.name == self.table.current), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Say whether an action can do anything here."""
        del parameters
        if not action.startswith("source_") or action in _ANYWHERE:
            return True
        row = self.current
        return row is not None and (action != "source_text" or row.kind == "feed")

    # What is done with sources

    def action_source_add(self) -> None:
        """Add what an address offers."""
        self.begin(self._add)

    async def _add(self) -> None:
        typed = await self._line(say("ui.sources.ask_address"), hint=say("ui.sources.hint_address"))
        if not typed:
            return
        self._busy.append(host(typed) or typed)
        self._show()
        try:
            offers = await self._service.offered(typed)
        finally:
            self._busy.pop()
            self._show()
        if len(offers) > 1:
            there = {canonical(row.url) for row in self._rows}
            held = f"  ({say('ui.sources.there')})"
            names = [f"{one.name}  {one.url}{held if canonical(one.url) in there else ''}" for one in offers]
            chosen = await self._choose(say("ui.sources.which", count=len(offers)), names)
            if chosen is None:
                return
            offers = (offers[chosen],)
        for name in await self._service.add(offers):
            self._arrived = name
            self.tell(say("ui.sources.added", name=name))
        self.renew()

    def action_source_catalog(self) -> None:
        """Show the papers that can be added."""
        self.app.push_screen(CatalogScreen(self._service))

    def action_source_remove(self) -> None:
        """Take the source out, after a question."""
        if row := self.current:
            self.begin(partial(self._remove, row))

    async def _remove(self, row: SourceRow) -> None:
        question = say("ui.sources.remove", name=row.name, count=row.total)
        if await self._choose(question, [say("ui.sources.yes_remove"), say("ui.sources.no_remove")], first=1) == 0:
            await self._service.remove(row.name)
            self.tell(say("ui.sources.removed", name=row.name))

    def action_source_rename(self) -> None:
        """Give the source another name."""
        if row := self.current:
            self.begin(partial(self._rename, row))

    async def _rename(self, row: SourceRow) -> None:
        name = await self._line(say("ui.sources.ask_name"), row.name)
        if name and name != row.name:
            await self._service.change(row.name, {"name": name})
            self._arrived = name
            self.renew()

    def action_source_move(self) -> None:
        """Let the source stand in another section; a site in some of its own."""
        if row := self.current:
            self.begin(partial(self._move_site if row.kind == "mediaon" else self._move_feed, row))

    async def _move_feed(self, row: SourceRow) -> None:
        names = await self._service.sections()
        answers = [*names, say("ui.sources.new_section"), say("ui.sources.own_section")]
        first = names.index(row.sections[0]) if row.sections and row.sections[0] in names else 0
        chosen = await self._choose(say("ui.sources.which_section", name=row.name), answers, first=first)
        if chosen is None:
            return
        name = answers[chosen] if chosen < len(names) else ""
        if chosen == len(names):
            name = await self._line(say("ui.sources.ask_section")) or ""
            if not name:
                return
        await self._service.move(row.name, [name] if name else [])

    async def _move_site(self, row: SourceRow) -> None:
        given = await self._line(
            say("ui.sources.ask_sections"), ", ".join(row.sections), hint=say("ui.sources.hint_all")
        )
        if given is not None:
            await self._service.move(row.name, [name.strip() for name in given.split(",") if name.strip()])

    def action_source_pause(self) -> None:
        """Let the source rest, or ask it again."""
        if row := self.current:
            self._change(row, {"paused": None if row.paused else True})

    def action_source_refresh(self) -> None:
        """Ask this source now."""
        if row := self.current:
            self._service.refresh(row.name)

    def action_source_text(self) -> None:
        """Read the articles' pages always, never, or where the feed has only summaries."""
        if row := self.current:
            self._change(row, {"full_text": _TEXTS[row.full_text]})

    def action_source_interval(self) -> None:
        """Set how often the source is asked."""
        if row := self.current:
            self.begin(partial(self._interval, row))

    async def _interval(self, row: SourceRow) -> None:
        given = await self._line(say("ui.sources.ask_interval"), str(row.interval_minutes))
        if given and not given.isdecimal():
            self.tell(say("ui.sources.no_number", given=given), "warning")
        elif given:
            await self._service.change(row.name, {"interval_minutes": int(given)})

    # How it is done

    def _change(self, row: SourceRow, values: dict[str, Value]) -> None:
        self.begin(partial(self._service.change, row.name, values))

    async def _choose(self, question: str, answers: list[str], *, first: int = 0) -> int | None:
        return await self.app.push_screen_wait(ChoosingScreen(question, answers, first=first))

    async def _line(self, asked: str, value: str = "", *, hint: str = "") -> str | None:
        """Ask for a line in the footer's place; None where the reader gives up, or is asked something already."""
        if self.query(Prompt):
            return None
        answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        await self.mount(
            Prompt(asked, lambda typed: "" if typed else hint, answer.set_result, value=value), after=self.footer
        )
        given = await answer
        self.table.focus()
        return None if given is None else given.strip()
