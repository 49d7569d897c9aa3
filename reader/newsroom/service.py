"""The newsroom as the screen knows it: snapshots out at once, intentions in, and news of what came of them.

It knows what is under way in one window (the open list, texts being fetched, marks being kept) and routes everything
else to the verbs beside it. It fulfils `ui.service.Service` by shape.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from msgspec.structs import replace

from reader.errors import FetchError, NuriError, ParseError
from reader.library import (
    Count,
    article,
    cursor,
    last_view,
    mark,
    mark_opened,
    mark_section_read,
    place,
    recall,
    remember,
    remember_cursor,
    remember_place,
    shelves,
    snapshot,
    undo,
)
from reader.library.sources import sources_in
from reader.locale import language, say
from reader.model import ALL, SAVED, UNREAD, Article, ArticleState, Change, Headline, ListState, MastheadState, View
from reader.newsroom.desk import kept
from reader.newsroom.hearing import Hearing
from reader.newsroom.openlist import OpenList
from reader.newsroom.shelf import article_state, count_kept, masthead_state, sections_state, views, with_note
from reader.newsroom.tasks import Tasks
from reader.newsroom.weather import sky_state, weather_state
from reader.text.telling import tell

if TYPE_CHECKING:
    from concurrent.futures import Future
    from pathlib import Path

    from reader.library import Marked
    from reader.model import Drawing, Frame, SectionsState, SkyState, WeatherState
    from reader.newsroom.desk import Desk
    from reader.newsroom.finding import Finder
    from reader.newsroom.more import Pager
    from reader.newsroom.pictures import Pictures
    from reader.newsroom.source_desk import SourceDesk

_PAINTED = 0.2  # seconds after which a list stands on the screen; what is read behind would only hold it up


class Newsroom(Hearing):
    """The service behind one window. Everything here is called on the event loop."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = Tasks(lambda error: self._tell("failed", tell(error)))
        self._marks: dict[str, Headline] = {}  # on their way into the library
        self._open = OpenList(desk, self._marks)
        self._fetching: set[str] = set()
        self._pagers: dict[tuple[str, str], Pager] = {}
        self._finder: Finder | None = None
        self._pictures: Pictures | None = None
        self._configurations = 0
        self._unheard = False  # the library was seen to change while a refresh was under way
        self._kept = {view: Count() for view in views(desk)}  # what the kept queries find, as last counted
        self._loading: asyncio.TimerHandle | None = None

    # Life

    def start(self) -> None:
        """Begin to fetch what is due, now and whenever it is; called after the first paint."""
        self._tasks.start("begin", self._begin())
        self._load_soon()
        if self._kept:
            self._tasks.start("kept queries", self._count_kept())
        if self._desk.library.damaged:
            self._tell("failed", say("error.library_damaged", aside=self._desk.library.damaged))

    async def _begin(self) -> None:
        """Load what fetches on a thread, 40 ms that no key waits for, and set it to work."""
        for name in ("live", "sending"):
            await asyncio.to_thread(import_module, f"reader.newsroom.{name}")
        from reader.newsroom import live, sending  # noqa: PLC0415 - nothing that fetches before the first paint

        self._tasks.start("live", live.run(self._desk, self))
        self._tasks.start("send", sending.send(self._desk, self))
        self._tasks.start("watch", live.watch(self._desk, self))

    async def close(self) -> None:
        """Stop everything and let go of the desk; what was acknowledged is kept."""
        self._told.clear()
        if self._loading is not None:
            self._loading.cancel()
        self._open.close()
        if self._finder is not None:
            self._finder.close()
        await self._tasks.close()
        await self._desk.close()

    def _load_soon(self) -> None:
        if self._loading is not None:
            self._loading.cancel()
        self._loading = asyncio.get_running_loop().call_later(_PAINTED, self._open.load)

    # Snapshots

    def masthead(self) -> MastheadState:
        """Give the masthead."""
        return masthead_state(self._desk, refreshing=self._refreshing > 0, coming=self._coming)

    def sections(self) -> SectionsState:
        """Give the sections with today's counts, and which of them is open."""
        return sections_state(self._desk, self._open.view, self._kept)

    def weather(self) -> WeatherState:
        """Give the strip."""
        return weather_state(self._desk, english=language() == "en")

    def weather_table(self) -> SkyState:
        """Give the weather screen: every station with its day."""
        return sky_state(self._desk, english=language() == "en")

    def start_view(self) -> tuple[View, str]:
        """Give where the reader left; at first the first configured section."""
        names = self._desk.library.read(shelves)
        held = self._desk.library.read(last_view)
        first = View("section", names[0]) if names else ALL
        there = (ALL, UNREAD, SAVED, *(View("section", name) for name in names), *self._kept)
        by_key = {view.key: view for view in there}  # a kept query may have been changed since
        view = by_key.get(held.key, first) if held else first
        return view, self._desk.library.read(cursor, view)

    def open_list(self, view: View) -> ListState:
        """Open the newest snapshot of `view`, everything let in."""
        self._open.open(view)
        if self._loading is not None:  # the first list is loaded once it has been painted, by `start`
            self._load_soon()
        return self.current_list()

    def current_list(self) -> ListState:
        """Give the open list: the same rows in the same order, with today's marks."""
        return with_note(self._desk, self._open.state(), refreshing=self._refreshing > 0)

    def finder(self) -> Finder:
        """Give what searches for this window."""
        if self._finder is None:
            from reader.newsroom.finding import Finder  # noqa: PLC0415 - nothing of search before it is asked for

            self._finder = Finder(self._desk, self.configured)
        return self._finder

    def open_found(self) -> ListState:
        """Open what was searched last as a list, in the order of the search."""
        self._open.open(*self.finder().last())
        return self.current_list()

    def show_new(self) -> ListState:
        """Let in what waits."""
        return self.open_list(self._open.view)

    def article(self, id: str) -> ArticleState:  # noqa: A002 - an article's id
        """Give what is held of an article; nothing is marked and nothing asked."""
        state = article_state(self._desk, id, loading=id in self._fetching)
        if state.article is None or id not in self._marks:
            return state
        return replace(state, article=replace(state.article, headline=replace(state.article.headline, read=True)))

    def place(self, id: str) -> int:  # noqa: A002 - an article's id
        """Give the block at which the reader left an article."""
        return self._desk.library.read(place, id)

    # Intentions

    def opened(self, id: str) -> ArticleState:  # noqa: A002 - an article's id
        """Mark an article read, ask for its text where it is not held, and give what is held now."""
        held = self._desk.library.read(article, id, self._desk.now())
        if held is None:
            return ArticleState()
        self._marks[id] = replace(held.headline, read=True)
        written = self._desk.library.write(mark_opened, id, self._desk.now())
        self._tasks.start(f"open {id}", self._keep_opened(id, written))
        self._want_text(held)
        return self.article(id)

    def recalled(self, name: str) -> object:
        """Give what the screen kept under `name`."""
        return self._desk.library.read(recall, f"screen:{name}")

    def keep(self, name: str, value: object) -> None:
        """Keep a small value of the screen's own."""
        self._tasks.start(f"keep {name} {value}", kept(self._desk.library.write(remember, f"screen:{name}", value)))

    def remember_cursor(self, view: View, id: str) -> None:  # noqa: A002 - an article's id
        """Keep where the reader is in a list that will be there again."""
        if view.passing:
            return
        self._tasks.start(f"cursor {view.key} {id}", kept(self._desk.library.write(remember_cursor, view, id)))

    def remember_place(self, id: str, block: int) -> None:  # noqa: A002 - an article's id
        """Keep where the reader is in an article."""
        self._tasks.start(f"place {id} {block}", kept(self._desk.library.write(remember_place, id, block)))

    async def mark(self, ids: Sequence[str], change: Change) -> None:
        """Change the reader's mark on articles; a bookmark carries its text. Raises UnknownName, LibraryError."""
        await self._desk.write(mark, ids, change, self._desk.now())
        if change == "hidden":
            self._open.hide(ids)
        elif change == "shown":
            self._open.unhide(ids)
        elif change == "saved":
            for id in ids:  # noqa: A001 - an article's id
                self._want_text(self._desk.library.read(article, id, self._desk.now()))
        self._tell("sections")

    async def read_section(self, view: View) -> int:
        """Mark everything read that the open list of `view` shows; gives how many; raises LibraryError."""
        taken = self._open.snapshot if view == self._open.view else self._desk.library.read(snapshot, view)
        done = await self._desk.write(mark_section_read, taken, self._desk.now())
        self._tell("sections")
        return done.count

    async def choose_stations(self, ids: Sequence[str]) -> None:
        """Make these the strip's stations, in this order, here and in the configuration; raises ConfigUnwritable."""
        from reader.newsroom.weather_stations import choose_stations  # noqa: PLC0415 - seldom, and it loads a writer

        await choose_stations(self._desk, ids)
        self._tell("weather")

    def looked_at(self, looked: bool) -> None:  # noqa: FBT001 - what a terminal tells of its focus
        """Hear whether the reader looks at this window; after a long time away, what is due is fetched at once."""
        from reader.newsroom import live  # noqa: PLC0415 - as in `_begin`
        from reader.newsroom.polling import Manner  # noqa: PLC0415 - likewise

        was_away, self._desk.away_since = self._desk.away_since, None if looked else self._desk.now()
        if looked and was_away:
            self._tasks.start("woken", live.renew(self._desk, self, (), Manner(due_only=True)))

    async def undo(self) -> tuple[str, str] | None:
        """Take the last change back; gives its verb and the first article's id, or None; raises LibraryError."""
        done = await self._desk.write(undo, self._desk.now())
        if done is None:
            return None
        if done.verb == "hidden":
            self._open.unhide((done.id,))
        self._tell("sections")
        return done.verb, done.id

    def source_desk(self) -> SourceDesk:
        """Give the desk at which sources are watched and changed."""
        from reader.newsroom import live  # noqa: PLC0415 - as in `_begin`
        from reader.newsroom.polling import Manner  # noqa: PLC0415 - likewise
        from reader.newsroom.source_desk import SourceDesk  # noqa: PLC0415 - likewise

        def renew(name: str) -> None:
            self._tasks.start(f"refresh {name}", live.renew(self._desk, self, (name,), Manner(urgency="person")))

        return SourceDesk(self._desk, self.configured, renew)

    def refresh(self, everything: bool = False) -> None:  # noqa: FBT001, FBT002 - the screen's agreement
        """Begin to renew the open section's sources (from any other list: all), or everything anew."""
        from reader.newsroom import live  # noqa: PLC0415 - as in `_begin`
        from reader.newsroom.polling import Manner  # noqa: PLC0415 - likewise

        view = self._open.view
        names = self._sources_of(view) if view.kind == "section" and not everything else ()
        self._tasks.start("refresh", live.renew(self._desk, self, names, Manner(urgency="person", anew=everything)))

    def near_end(self, view: View) -> None:
        """Fetch more of a section behind, where the site has more."""
        if view.kind == "section" and view == self._open.view:
            self._tasks.start(f"more {view.name}", self._more(view))

    async def picture(self, url: str, frame: Frame) -> Drawing:
        """Fetch and draw one of an article's pictures; raises NuriError."""
        if self._pictures is None:
            from reader.newsroom.pictures import Pictures  # noqa: PLC0415 - as in `_begin`

            self._pictures = Pictures(self._desk)
        return await self._pictures.draw(url, frame)

    async def export(self, id: str) -> Path:  # noqa: A002 - an article's id
        """Save an article as Markdown into the reader's folder, never over a file; raises NuriError."""
        held = self._desk.library.read(article, id, self._desk.now())
        if held is None:
            raise NuriError(log=str(self._desk.paths.log), cause=f"no article {id}")
        from reader.newsroom import outside  # noqa: PLC0415 - as in `_begin`

        return await asyncio.to_thread(outside.save_markdown, held, self._desk.paths.documents)

    def open_in_browser(self, url: str) -> None:
        """Open an http or https address in the reader's browser; raises NoBrowser, UnsafeAddress."""
        from reader.newsroom import outside  # noqa: PLC0415 - as in `_begin`

        outside.open_in_browser(url)

    # What live work tells (`live.Listener`)

    def noticed(self) -> None:
        """Hear that the library has changed: marks, counts and what waits may be others.

        While this window refreshes, it hears its own: they are told of together, and what is left at the end.
        """
        if self._refreshing:
            self._unheard = True
            self.changed()
            return
        self._tell("masthead")
        self._tell("waiting")
        if self._kept:
            self._tasks.start("kept queries", self._count_kept())

    def ended(self) -> None:
        """Hear that a refresh has ended, and of what was noticed meanwhile."""
        super().ended()
        if self._unheard and not self._refreshing:
            self._unheard = False
            self.noticed()

    def configured(self) -> None:
        """Hear that another configuration is in force: what it names stands at once, and what is due is fetched."""
        from reader.newsroom import live  # noqa: PLC0415 - as in `_begin`
        from reader.newsroom.polling import Manner  # noqa: PLC0415 - likewise

        self._kept = {view: self._kept.get(view, Count()) for view in views(self._desk)}
        self._pagers.clear()
        self._tell("masthead")
        self._tell("weather")
        self.noticed()
        self._configurations += 1  # each has its own task: what this one brought may not wait for the one before
        due = live.renew(self._desk, self, (), Manner(due_only=True))
        self._tasks.start(f"configuration {self._configurations}", due)

    async def _count_kept(self) -> None:
        self._kept = await count_kept(self._desk)
        self._tell("sections")

    async def _keep_opened(self, name: str, written: Future[Marked]) -> None:
        try:
            await kept(written)
        finally:
            self._marks.pop(name, None)
            self._tell("sections")

    def _want_text(self, held: Article | None) -> None:
        """Fetch the text of an article where it is not held, nor on its way."""
        if held is not None and not held.blocks and held.headline.id not in self._fetching:
            self._fetching.add(held.headline.id)
            self._tasks.start(f"text {held.headline.id}", self._fetch(held.headline))

    async def _fetch(self, headline: Headline) -> None:
        from reader.newsroom.texts import fetch_text  # noqa: PLC0415 - as in `_begin`

        try:
            await fetch_text(self._desk, headline)
        except (FetchError, ParseError):
            return  # kept beside the article by `fetch_text`; the article pane says it
        finally:
            self._fetching.discard(headline.id)
            self._tell("article", headline.id)

    async def _more(self, view: View) -> None:
        from reader.newsroom.more import Pager  # noqa: PLC0415 - as in `_begin`

        grown, names = 0, self._sources_of(view)
        for settings in self._desk.config.sources:
            if settings.kind == "mediaon" and settings.name in names:  # others have no further pages
                pager = self._pagers.setdefault((settings.name, view.name), Pager(self._desk, settings, view.name))
                grown += await pager.more(self._open.snapshot.generation)
        if grown and view == self._open.view:
            self._open.grow()
            self._tell("waiting")

    def _sources_of(self, view: View) -> tuple[str, ...]:
        """Name the sources that have this section on their shelves."""
        keys = self._desk.library.read(sources_in, view.name)
        return tuple(source.name for source in self._desk.sources if source.key in keys)
