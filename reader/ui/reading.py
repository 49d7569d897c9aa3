"""What is on the screen: snapshots of the newsroom to the panes, the preview after a rest, and the places kept.

News of the newsroom renews counts, marks and the masthead, never the cursor, the scroll position or an article that is
being read: what is on the screen moves only by what the reader does.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from textual import on

from reader.errors import NuriError
from reader.locale import say
from reader.model import ArticleState, Headline, ListState, View
from reader.text.layout import truncate
from reader.text.telling import tell
from reader.ui.article import ArticleView
from reader.ui.headlines import Headlines
from reader.ui.keys import applies, hints, keys_in_force
from reader.ui.pane import Pane
from reader.ui.panes import PanesScreen
from reader.ui.terminal import write_to_terminal

if TYPE_CHECKING:
    from textual.timer import Timer

    from reader.ui.search import SearchScreen
    from reader.ui.service import News, Service
    from reader.ui.sources import SourcesScreen
    from reader.ui.weather_screen import WeatherScreen

    FrontScreen = SearchScreen | SourcesScreen | WeatherScreen

_REST_SECONDS = 0.15  # a held key passes headlines faster than this
_PLACE_SECONDS = 0.5
_WELCOMES = 3

_WINDOW_NAME = 60  # cells of a list's name in that of the window


class ReadingScreen(PanesScreen):
    """The panes in front of a `service`."""

    front: FrontScreen | None = None  # the screen that was last put before this one

    def __init__(self, service: Service, now: Callable[[], datetime], text_width: int) -> None:
        super().__init__(now, text_width)
        self.service = service
        self.keys_in_force: dict[str, list[str]] = {}
        self._window = ""
        self._rest: Timer | None = None
        self._place_rest: Timer | None = None

    def on_mount(self) -> None:
        """Show the paper where the reader left it."""
        self.bindings_updated_signal.subscribe(self, lambda _: self._show_hints())
        self.service.subscribe(self.told)
        self._as_kept()
        view, cursor = self.service.start_view()
        self.show_list(self.service.open_list(view), cursor=cursor)
        self.masthead.show(self.service.masthead())
        self.weather.show(self.service.weather())
        self.enter(self.headlines)

    def _as_kept(self) -> None:
        """Look as the reader left it; the first few times, with a line that says how to begin."""
        write_to_terminal(self.app, "\x1b[22;2t")  # the window's name is taken back at the end (23)
        uses = self.service.recalled("uses")
        uses = uses if isinstance(uses, int) else 0
        if uses < _WELCOMES:
            self.service.keep("uses", uses + 1)
        self.welcome.display = uses < _WELCOMES
        self.set_widths(self.service.recalled("widths"))
        width, centred = self.service.recalled("text_width"), self.service.recalled("centred")
        self.article.set_text(width if isinstance(width, int) else self.article.text_width, centred=centred is True)

    def on_unmount(self) -> None:
        """Keep where the reader is."""
        self._keep_cursor()
        self._keep_place()
        write_to_terminal(self.app, "\x1b[23;2t")

    def told(self, news: News, name: str) -> None:
        """Renew what the newsroom says has changed, also on the screen that stands in front."""
        match news:
            case "masthead":
                self.masthead.show(self.service.masthead())
            case "weather":
                self.weather.show(self.service.weather())
            case "sections":
                self.sections.show(self.service.sections())
            case "article":
                if name == self.article.shown:
                    self.article.show(self.service.article(name))
            case "waiting":
                self.show_list(self.service.current_list())
            case "refreshed":
                self.masthead.show(self.service.masthead())
                self.show_list(self.service.current_list())
            case "failed":
                self.tell(name, severity="warning")
        if self.front is not None and self.front.is_attached and news in self.front.HEARS:
            self.front.renew()

    def open_outside(self, url: str) -> None:
        """Open an address in the browser, or tell why not."""
        try:
            self.service.open_in_browser(url)
        except NuriError as error:
            self.tell(tell(error), severity="warning")

    def tell(self, text: str, *, severity: Literal["information", "warning"] = "information") -> None:
        """Tell the reader something in passing; never as markup."""
        self.notify(text, severity=severity, markup=False, timeout=4)

    def open_view(self, view: View) -> None:
        """Open the list of `view`."""
        self._keep_cursor()
        self.show_list(self.service.open_list(view))

    def show_list(self, state: ListState, *, cursor: str = "") -> None:
        """Show a list, and the sections with the counts of this moment."""
        self.headlines.show(state, cursor=cursor)
        self.sections.show(self.service.sections())
        self.situate()
        self._name_window()
        self.point()

    def _name_window(self) -> None:
        """Name the terminal's window after the list, and count what is unread in it."""
        sections = self.sections.state
        unread = next((shelf.unread for shelf in sections.shelves if shelf.view == sections.current), 0)
        title = truncate(self.headlines.state.title, _WINDOW_NAME)
        name = (
            say("ui.window", app=self.app.title, list=title, count=unread) if unread else f"{self.app.title} · {title}"
        )
        if name != self._window:
            self._window = name
            write_to_terminal(self.app, f"\x1b]2;{name}\x07")

    def show_article(self, state: ArticleState) -> None:
        """Show an article where the reader left it."""
        shown = state.article.headline.id if state.article else ""
        if shown != self.article.shown:
            self._keep_place()
        self.article.show(state, block=self.service.place(shown) if shown else 0)
        self.situate()

    def open_headline(self, headline: Headline) -> None:
        """Open an article to be read: this marks it read, as the list says once the article stands there."""
        self.show_article(self.service.opened(headline.id))
        self.enter(self.article)
        self.call_after_refresh(lambda: self.show_list(self.service.current_list()))

    def go_to(self, headline: Headline) -> None:
        """Put the cursor on a headline of the open list, and open it."""
        self.show_list(self.service.current_list(), cursor=headline.id)
        self.open_headline(headline)

    def paint_in(self, theme: str) -> None:
        """Change the theme, and keep it."""
        self.app.theme = theme
        self.service.keep("theme", theme)

    @property
    def target(self) -> Headline | None:
        """The headline that a command is about: of the article that is read, else under the cursor."""
        current = self.headlines.current
        article = self.article.state.article
        if self.pane is self.article and article and (current is None or current.id != article.headline.id):
            return article.headline
        return current

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Say whether an action can do anything here; Textual asks before it runs one."""
        return applies(action, parameters, self.here)

    def _show_hints(self) -> None:
        self.keys_in_force = keys_in_force(self)
        self.footer.show(hints(self.here, self.keys_in_force))

    # Where the reader is

    @on(Headlines.Moved)
    def _moved(self) -> None:
        self.point()
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(_REST_SECONDS, self._rested)

    def _rested(self) -> None:
        """Show what is held of the headline under the cursor, unread as it is; an article that is read stays."""
        self._keep_cursor()
        headline = self.headlines.current
        if self.pane is not self.article:
            self.show_article(self.service.article(headline.id) if headline else ArticleState())

    @on(Headlines.NearEnd)
    def _near_end(self) -> None:
        self.service.near_end(self.headlines.state.view)

    @on(Pane.Resized)
    def _resized(self, message: Pane.Resized) -> None:
        """Move the border between two panes, and keep it."""
        self.set_widths({message.pane.id: message.width})
        self.service.keep("widths", self.widths)

    @on(ArticleView.PlaceMoved)
    def _place_moved(self) -> None:
        if self._place_rest is not None:
            self._place_rest.stop()
        self._place_rest = self.set_timer(_PLACE_SECONDS, self._keep_place)

    def _keep_cursor(self) -> None:
        if headline := self.headlines.current:
            self.service.remember_cursor(self.headlines.state.view, headline.id)

    def _keep_place(self) -> None:
        if self.article.shown and self.article.block != self.service.place(self.article.shown):
            self.service.remember_place(self.article.shown, self.article.block)
