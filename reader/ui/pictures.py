"""The pictures of an article (`i`): one at a time, as large as the window lets it be, its caption below.

It asks for a picture when that is to be seen, and again for another size of the window; what comes too late is dropped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from reader.errors import NuriError
from reader.locale import say
from reader.model import Frame
from reader.text.layout import truncate
from reader.text.marks import marks
from reader.text.telling import tell
from reader.ui.canvas import Canvas
from reader.ui.keys import press_latin
from reader.ui.terminal import cell_size

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.timer import Timer

    from reader.model import Article, Block, PictureForm
    from reader.ui.service import Service

_SETTLED = 0.1  # seconds after which a window that is dragged is taken to have its size


class PicturesScreen(Screen[None]):
    """Shows the pictures of `article`, drawn in `form`, in front of a `service`."""

    CSS_PATH = "pictures.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,l,j,right,down,space,pagedown", "turn(1)", show=False),
        Binding("p,h,k,left,up,pageup", "turn(-1)", show=False),
        Binding("o", "outside", show=False),
        Binding("q,escape,i", "leave", show=False),
    ]

    def __init__(self, service: Service, article: Article, form: PictureForm) -> None:
        super().__init__()
        self._service = service
        self._title = article.headline.title
        self._pictures = article.pictures
        self._form = form
        self._at = 0
        self._settling: Timer | None = None
        self._head = Static(id="pictures-head", markup=False)
        self.canvas = Canvas()
        self._caption = Static(id="pictures-caption", markup=False)

    def compose(self) -> ComposeResult:
        """Lay the picture out between its title and its caption."""
        yield self._head
        yield self.canvas
        yield self._caption
        yield Static(Content(say("ui.pictures.hints")), id="pictures-hints")

    def on_mount(self) -> None:
        """Begin with the first."""
        self._show(0)

    @property
    def current(self) -> Block:
        """The picture that is shown, or waited for."""
        return self._pictures[self._at]

    def _show(self, at: int) -> None:
        self._at = at
        self._caption.update(Content(self.current.text))
        self.canvas.show(say("ui.pictures.loading"))
        self._draw()

    def _draw(self) -> None:
        name = f" {say('ui.picture')} {self._at + 1}/{len(self._pictures)}{marks().between}{self._title}"
        self._head.update(Content(truncate(name, self.size.width)))
        if size := self.canvas.size:
            frame = Frame(self._form, size.width, size.height, cell_size(), dark=self.app.current_theme.dark)
            self.run_worker(self._drawn(self.current.url, frame), group="picture", exclusive=True)

    async def _drawn(self, url: str, frame: Frame) -> None:
        try:
            self.canvas.show(await self._service.picture(url, frame))
        except NuriError as error:
            self.canvas.show(tell(error))

    @on(Canvas.Sized)
    def _sized(self) -> None:
        """Draw anew once the size has settled."""
        if self._settling is not None:
            self._settling.stop()
        self._settling = self.set_timer(_SETTLED, self._draw)

    async def on_key(self, event: events.Key) -> None:
        """Take the Hangul layout's keys here as well."""
        await press_latin(self.app, event)

    def action_turn(self, step: int) -> None:
        """Go to another picture; at either end nothing happens."""
        if 0 <= self._at + step < len(self._pictures):
            self._show(self._at + step)

    def action_outside(self) -> None:
        """Open the picture in the browser."""
        try:
            self._service.open_in_browser(self.current.url)
        except NuriError as error:
            self.notify(tell(error), severity="warning", markup=False)

    def action_leave(self) -> None:
        """Go back to the paper."""
        self.dismiss()
