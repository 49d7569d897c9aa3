"""The way from the paper to the search screen and back: what was found becomes the open list, and Esc leaves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.errors import NuriError
from reader.locale import say
from reader.text.telling import tell
from reader.ui.delving import DelvingScreen

if TYPE_CHECKING:
    from reader.model import Headline, View


class SearchingScreen(DelvingScreen):
    """The screen with everything that is done about searches and kept queries."""

    _left: View | None = None  # the list that was open before what a search found

    def action_search(self) -> None:
        """Search everything; in an article, find words in it."""
        if self.pane is self.article and self.article.shown:
            super().action_search()
        else:
            view = self.headlines.state.view
            self.search(view.query if view.passing else "")

    def search(self, text: str) -> None:
        """Open the search screen with a query in it, to be typed on or over."""
        from reader.ui.search import SearchScreen  # noqa: PLC0415 - not before the first paint

        self.front = screen = SearchScreen(self.service, self.times, text)
        self.app.push_screen(screen, self._searched)

    def _searched(self, chosen: Headline | None) -> None:
        """Open what was found, and the article that was chosen of it."""
        if chosen is None:
            return
        self._keep_cursor()
        if not self.headlines.state.view.passing:
            self._left = self.headlines.state.view
        self.show_list(self.service.open_found(), cursor=chosen.id)
        self.open_headline(chosen)

    def leave_found(self) -> bool:
        """Go back to the list that was open before a search; says whether there was one."""
        view, self._left = self._left, None
        if view is None or not self.headlines.state.view.passing:
            return False
        self.open_view(view)
        return True

    def action_drop_view(self) -> None:
        """Take the open kept query from among the sections, if that is meant."""
        view = self.headlines.state.view

        def answered(answer: str | None) -> None:
            if answer is not None:
                self.run_worker(self._drop(view), group="views")

        self._ask_for(say("ui.drop_view", name=view.name), lambda _: say("ui.drop_view_how"), answered)

    async def _drop(self, view: View) -> None:
        try:
            await self.service.finder().drop(view.name)
        except NuriError as error:
            self.tell(tell(error), severity="warning")
            return
        self.tell(say("ui.view_dropped", name=view.name))
        self.action_section(1)
