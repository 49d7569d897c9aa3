"""The masthead: the paper's name, the day, and when it was last renewed; one line."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual.strip import Strip
from textual.widget import Widget

from reader.locale import say
from reader.model import MastheadState
from reader.text.layout import cells
from reader.text.marks import marks
from reader.ui.pane import Parts, strip_of
from reader.ui.times import Times, printed_day

if TYPE_CHECKING:
    from rich.style import Style


class Masthead(Widget):
    """`show` a `MastheadState`."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"masthead--name", "masthead--day", "masthead--renewed", "masthead--mark"}

    def __init__(self, times: Times, *, id: str = "masthead") -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._times = times
        self._state = MastheadState("", date.min)

    def show(self, state: MastheadState) -> None:
        """Show `state`, painting only where it differs from what is shown."""
        if state != self._state:
            self._state = state
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Paint the one line: name at the left, day in the middle, hour at the right."""
        if y:
            return Strip.blank(self.size.width, self.rich_style)
        told = self._told()
        left, middle, right = self._title(), self._date(), self._ending(told)
        width, taken = self.size.width, [sum(cells(text) for text, _ in part) for part in (left, middle, right)]
        start = max((width - taken[1]) // 2, taken[0] + 1)
        while told and start + taken[1] + taken[2] >= width:  # too narrow for all: the hour gives way, then the rest
            told = told[:-1]
            right = self._ending(told)
            taken[2] = sum(cells(text) for text, _ in right)
        before_right = width - start - taken[1] - taken[2]
        space = self.rich_style
        return strip_of(
            [*left, (" " * (start - taken[0]), space), *middle, (" " * before_right, space), *right], width, space
        )

    def _title(self) -> Parts:
        name = [(f" {self._state.name}", self._style("name"))]
        marks = (("ui.sample", self._state.sample), ("ui.offline", self._state.offline))
        for key, shown in marks:
            if shown:
                name += [(" ", self.rich_style), (f" {say(key)} ", self._style("mark"))]
        return name

    def _date(self) -> Parts:
        return [(printed_day(self._state.today), self._style("day"))] if self._state.name else []

    def _told(self) -> list[str]:
        """Give what waits to be sent, how far a first sync has come, and the hour."""
        state, told = self._state, []
        if state.to_send:
            told.append(say("ui.to_send", count=state.to_send))
        if state.coming[1]:
            told.append(say("ui.coming", done=state.coming[0], total=state.coming[1]))
        elif state.refreshing:
            told.append(say("ui.refreshing"))
        elif state.renewed:
            told.append(say("ui.renewed", time=self._times.near(state.renewed)))
        return told

    def _ending(self, told: list[str]) -> Parts:
        return [(f"{marks().between.join(told)} ", self._style("renewed"))] if told else []

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"masthead--{name}")
