"""Inside the article: finding words, following links by number, and setting the text wider, narrower or in the middle.

A prompt stands over the footer while something is typed; the article stays in sight above it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from reader.locale import say
from reader.ui.moving import MovingScreen
from reader.ui.prompt import Prompt
from reader.ui.terminal import is_far, picture_form

if TYPE_CHECKING:
    from reader.config.settings import PictureWish
    from reader.ui.pane import Pane

_WIDER = 4  # cells a key


class DelvingScreen(MovingScreen):
    """The screen with what is done inside an article."""

    picture_wish: PictureWish = "auto"

    def action_search(self) -> None:
        """Find words in the article."""
        self.article.find("")
        self._ask_for(say("ui.find"), self._found, lambda typed: self.article.find(typed or ""))

    def _found(self, typed: str) -> str:
        self.article.find(typed)
        here, count = self.article.found
        return f"{here}/{count}" if count else say("ui.not_found") if typed.strip() else ""

    def action_links(self) -> None:
        """Choose a link by its number; where it leads is shown before."""
        links = self._links
        self._ask_for(say("ui.which_link"), self._leads_to, self._follow, value="1" if len(links) == 1 else "")

    @property
    def _links(self) -> tuple[str, ...]:
        article = self.article.state.article
        return article.links if article else ()

    def _leads_to(self, typed: str) -> str:
        return self._link(typed) or f"1-{len(self._links)}"

    def _follow(self, typed: str | None) -> None:
        if url := self._link(typed or ""):
            self.open_outside(url)

    def _link(self, typed: str) -> str:
        """Give the link of that number; "" where there is none, however many digits it has."""
        links = self._links
        number = int(typed) if typed.isdecimal() and len(typed) <= len(str(len(links))) else 0
        return links[number - 1] if 0 < number <= len(links) else ""

    def action_pictures(self) -> None:
        """Show the article's pictures, unless that is off here."""
        article = self.article.state.article
        if article is None or not article.pictures:
            return
        if self.picture_wish == "never" or (self.picture_wish == "auto" and is_far()):
            self.tell(say("ui.pictures.off" if self.picture_wish == "never" else "ui.pictures.off_far"))
            return
        from reader.ui.pictures import PicturesScreen  # noqa: PLC0415 - not before the first paint

        self.app.push_screen(PicturesScreen(self.service, article, picture_form(self.app, self.picture_wish)))

    def action_wider(self) -> None:
        """Give the lines of text more room."""
        self._set_text(_WIDER)

    def action_narrower(self) -> None:
        """Give the lines of text less room."""
        self._set_text(-_WIDER)

    def action_centre(self) -> None:
        """Set the text in the middle of its pane, or at the left again."""
        self._set_text(0, turn=True)

    def _set_text(self, more: int, *, turn: bool = False) -> None:
        now = self.article.measure_of_text + more
        width = now if more < 0 else max(now, self.article.text_width)  # a narrow pane is no wish for short lines
        self.article.set_text(width, centred=self.article.centred != turn)
        self.service.keep("text_width", self.article.text_width)
        self.service.keep("centred", self.article.centred)

    def _ask_for(
        self, asked: str, typed: Callable[[str], str], done: Callable[[str | None], None], *, value: str = ""
    ) -> None:
        if self.query(Prompt):
            return
        before: Pane = self.pane

        def ended(answer: str | None) -> None:
            self.enter(before)
            done(answer)

        self.mount(Prompt(asked, typed, ended, value=value), after=self.footer)
