"""The layout of the main screen: what stands where at each width, which pane has the focus, which are in sight.

At 120 columns and more three panes stand side by side; from 80 the sections are tabs, the list beside the article or
above it; below that one pane is shown at a time: the one with the focus. The style sheet gives the sizes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from textual import events
from textual._styles_cache import StylesCache
from textual.containers import Container
from textual.content import Content
from textual.geometry import Offset
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widgets import Static

from reader.locale import say
from reader.ui.article import ArticleView
from reader.ui.footer import Footer
from reader.ui.headlines import Headlines
from reader.ui.keys import Here, PaneName, press_latin
from reader.ui.masthead import Masthead
from reader.ui.pane import Pane
from reader.ui.sections import Sections
from reader.ui.times import Times
from reader.ui.weather import WeatherStrip

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widget import Widget

_ONE_AT_A_TIME, _BESIDE, _THREE = 80, 100, 120  # columns: below the first one pane is shown
_LEAST = 12  # columns of a pane
_NAMES: tuple[PaneName, ...] = ("sections", "headlines", "article")


class PanesScreen(Screen[None]):
    """Masthead, weather, three panes and the footer, and the way between the panes."""

    AUTO_FOCUS = ""
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)  # the two panes repaint themselves, nothing else
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - Textual declares it without ClassVar
        (0, "-narrow"),
        (_ONE_AT_A_TIME, "-stacked"),
        (_BESIDE, "-beside"),
        (_THREE, "-wide"),
    ]

    def __init__(self, now: Callable[[], datetime], text_width: int) -> None:
        super().__init__()
        self.times = Times(now)
        self.masthead = Masthead(self.times)
        self.weather = WeatherStrip(self.times)
        self.sections = Sections()
        self.headlines = Headlines(self.times)
        self.article = ArticleView(self.times, text_width)
        self.footer = Footer()
        self.welcome = Static(Content(say("ui.welcome")), id="welcome", markup=False)
        self.widths: dict[str, int] = {}
        self._fitted: dict[Pane, int | None] = {}
        self.panes: tuple[Pane, ...] = (self.sections, self.headlines, self.article)
        self.alone = False
        self._at: Pane = self.headlines
        self._here: Here | None = None

    def compose(self) -> ComposeResult:
        """Lay the panes out; the style sheet places them by width."""
        yield self.masthead
        yield self.weather
        yield Container(*self.panes, id="panes")
        yield self.welcome
        yield self.footer

    @property
    def here(self) -> Here:
        """Where the reader is, as far as it decides what can be done."""
        pane, shelves, view = self.pane, self.sections.state.shelves, self.headlines.state.view
        rows = bool(self.headlines.state.rows)
        article = bool(self.article.shown)
        return Here(
            pane=_NAMES[self.panes.index(pane)],
            sections=sum(shelf.view.kind in {"all", "section"} for shelf in shelves),
            rows=rows,
            headline=article if pane is self.article else rows,
            article=article,
            links=bool(self.article.state.article and self.article.state.article.links),
            pictures=bool(self.article.state.article and self.article.state.article.pictures),
            waiting=self.headlines.state.waiting > 0,
            passing=view.passing,
            kept_query=view.kind == "query" and any(shelf.view == view for shelf in shelves),
        )

    @property
    def pane(self) -> Pane:
        """The pane that has the focus, or had it before a prompt took it."""
        return self._at

    def enter(self, pane: Pane) -> None:
        """Give `pane` the focus, and bring it into sight."""
        self.set_alone(self.alone and pane is self.article)
        self._at = pane
        self._arrange(pane)
        self.set_focus(pane, scroll_visible=False)

    def set_alone(self, alone: bool) -> None:  # noqa: FBT001 - a setter
        """Show the article alone, or not."""
        self.alone = alone
        self.set_class(alone, "-alone")
        self.article.set_class(alone, "-centred")

    def set_widths(self, wanted: object) -> None:
        """Make panes as wide as wanted, by their ids, where they stand side by side."""
        named = wanted.items() if isinstance(wanted, dict) else ()
        self.widths |= {pane: width for pane, width in named if isinstance(pane, str) and isinstance(width, int)}
        self._fit()

    def _fit(self) -> None:
        beside = {"sections": self.size.width >= _THREE, "headlines": self.size.width >= _BESIDE}
        for pane in (self.sections, self.headlines):
            width = self.widths.get(str(pane.id)) if beside[str(pane.id)] and not self.alone else None
            fitted = None if width is None else max(min(width, self.size.width // 2), _LEAST)
            if fitted != self._fitted.get(pane):  # setting it anew would lay everything out anew
                pane.styles.width = self._fitted[pane] = fitted

    def point(self) -> None:
        """Put the terminal's own cursor on what is active: screen readers and braille displays follow it.

        A screen in front of this one has a cursor of its own.
        """
        if isinstance(self.focused, Pane) and self.app.screen is self:
            self.app.cursor_position = self.focused.region.offset + Offset(*self.focused.caret)

    def beside(self, step: int) -> None:
        """Go to the next pane to the right, or to the left for step -1."""
        place = self.panes.index(self.pane) + step
        if 0 <= place < len(self.panes):
            self.enter(self.panes[place])

    def around(self, step: int) -> None:
        """Go to the next pane, from the last to the first."""
        self.enter(self.panes[(self.panes.index(self.pane) + step) % len(self.panes)])

    def situate(self) -> None:
        """Let footer and bindings follow where the reader is, if that has changed."""
        if self.here != self._here:
            self._here = self.here
            self.refresh_bindings()

    def on_screen_resume(self) -> None:
        """Point again where another screen was in front, and let go of what that had painted.

        Textual's cache of backgrounds keeps a thousand painters, those of closed widgets with all their lines as well.
        """
        self.point()
        StylesCache.get_inner_outer.cache_clear()

    async def on_event(self, event: events.Event) -> None:
        """Leave out a size that is no longer the terminal's: two in flight would call each other for ever."""
        if not isinstance(event, events.Resize) or event.size == self.app.size:
            await super().on_event(event)

    def on_resize(self, event: events.Resize) -> None:
        """Show the panes that the new width has room for."""
        del event
        self._arrange(self.pane)
        self._fit()
        self.call_after_refresh(self.point)

    def on_descendant_focus(self) -> None:
        """Follow the focus, wherever a click or a key has put it."""
        if isinstance(self.focused, Pane):
            self._at = self.focused
        self._arrange(self.pane)
        self.situate()
        self.point()

    async def on_key(self, event: events.Key) -> None:
        """Take the Hangul layout's keys for the Latin ones they stand on."""
        await press_latin(self.app, event)

    def _arrange(self, at: Pane) -> None:
        single = self.alone or self.size.width < _ONE_AT_A_TIME
        for pane in self.panes:
            if pane.display != (shown := pane is at or not single):  # setting it anew would lay everything out anew
                pane.display = shown
