"""Moving: the way through sections, list and article, and from one unread article to the next.

What a key does depends on the pane that has the focus; each pane knows how to move itself.
"""

from __future__ import annotations

from reader.locale import say
from reader.ui.reading import ReadingScreen


class MovingScreen(ReadingScreen):
    """The screen with everything that moves the reader and changes nothing but read marks."""

    # Through the panes

    def action_down(self) -> None:
        """Move down in the pane; from the tabs into the list."""
        self._step(1)

    def action_up(self) -> None:
        """Move up in the pane."""
        self._step(-1)

    def _step(self, step: int) -> None:
        if self.pane is self.article:
            self.article.scroll_rows(step)
        elif self.pane is self.headlines:
            self.headlines.move(step)
        elif not self.sections.tabs:
            self.sections.move(step)
        elif step > 0:
            self.enter(self.headlines)

    def action_left(self) -> None:
        """Go to the pane at the left, or to the tab at the left."""
        self._aside(-1)

    def action_right(self) -> None:
        """Go to the pane at the right, or to the tab at the right."""
        self._aside(1)

    def _aside(self, step: int) -> None:
        if self.pane is self.sections and self.sections.tabs:
            self.sections.move(step)
        else:
            self.beside(step)

    def action_next_pane(self) -> None:
        """Go to the next pane."""
        self.around(1)

    def action_previous_pane(self) -> None:
        """Go to the previous pane."""
        self.around(-1)

    def action_top(self) -> None:
        """Go to the beginning."""
        self._end(0)

    def action_bottom(self) -> None:
        """Go to the end."""
        self._end(self.headlines.row_count() + self.article.row_count())

    def _end(self, place: int) -> None:
        if self.pane is self.article:
            self.article.scroll_to_row(place)
        elif self.pane is self.headlines:
            self.headlines.move_to(place)
        else:
            self.sections.move_to(place)

    def action_page_down(self) -> None:
        """Move down by a page."""
        self._turn(1)

    def action_page_back(self) -> None:
        """Move up by a page."""
        self._turn(-1)

    def _turn(self, pages: int) -> None:
        if self.pane is self.article:
            self.article.scroll_page(pages)
        elif self.pane is self.headlines:
            self.headlines.move_page(pages)
        else:
            self.sections.move_page(pages)

    def action_section(self, number: int) -> None:
        """Open the section of that number, 1 being everything."""
        shelves = self.sections.state.shelves
        if number <= len(shelves):
            self._go_to_list(shelves[number - 1].view != self.sections.state.current, number - 1)

    def _go_to_list(self, other: bool, place: int) -> None:  # noqa: FBT001 - told apart by its name
        if other:
            self.open_view(self.sections.state.shelves[place].view)
        self.enter(self.headlines)

    # From article to article

    def action_open(self) -> None:
        """Open what the cursor is on."""
        headline = self.headlines.current
        if self.pane is self.sections:
            self.enter(self.headlines)
        elif headline:
            self.open_headline(headline)

    def action_page(self) -> None:
        """Go on: into the article, down its pages, then to the next unread one."""
        if self.pane is not self.article:
            self.action_open()
        elif self.article.at_end:
            self.action_next_unread()
        else:
            self.article.scroll_page(1)

    def action_next_unread(self) -> None:
        """Go to the next unread headline, and open it where an article is being read; in a find to the next hit."""
        self._go_unread(1)

    def action_previous_unread(self) -> None:
        """Go to the previous unread headline, and open it where an article is being read."""
        self._go_unread(-1)

    def _go_unread(self, step: int) -> None:
        if self.pane is self.article and self.article.finding:
            self.article.next_hit(step)
            return
        place = self.headlines.next_unread(step)
        if place is None:
            self.tell(say("ui.nothing_unread"))
            return
        self.headlines.move_to(place)
        if self.pane is self.article and (headline := self.headlines.current):
            self.open_headline(headline)
