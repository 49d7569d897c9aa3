"""A list of lines to choose from: Textual's OptionList, its cursor staying with its line whatever comes and goes.

Lines are `Content` only; a line without a name is a heading, and cannot be chosen. The first cell of each is the
list's own: the bar that stands at the cursor, so that it is seen without colour.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.geometry import Offset
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from reader.text.marks import marks

Line = tuple[str, Content]


class Options(OptionList):
    """`show` lines under names of their own ("": a heading)."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id, compact=True, markup=False)
        self._given: tuple[Line, ...] = ()
        self._barred: int | None = None

    def show(self, lines: Sequence[Line]) -> None:
        """Show `lines`, painting what differs; the cursor stays with its name, else where it was."""
        before, self._given = self._given, tuple(lines)
        if [name for name, _ in before] != [name for name, _ in lines]:
            here, place, top = self.current, self.highlighted or 0, self.scroll_y
            self.set_options(
                [Option(self._prompt(at), id=name or None, disabled=not name) for at, (name, _) in enumerate(lines)]
            )
            names = [name for name, _ in lines]
            self.highlighted = names.index(here) if here and here in names else self._nearest(place)
            self.scroll_to(y=top, animate=False, immediate=True)
            self.scroll_to_highlight()
            return
        for place, (old, new) in enumerate(zip(before, lines, strict=True)):
            if old != new:
                self.replace_option_prompt_at_index(place, self._prompt(place))

    @property
    def current(self) -> str:
        """The name of the line under the cursor, "" where there is none."""
        option = self.highlighted_option
        return (option.id or "") if option else ""

    def go_to(self, name: str) -> bool:
        """Put the cursor on the line of this name, if it is listed."""
        names = [name for name, _ in self._given]
        if not name or name not in names:
            return False
        self.highlighted = names.index(name)
        return True

    def step(self, rows: int) -> None:
        """Move the cursor by so many lines that can be chosen, at most to the end."""
        names = [place for place, (name, _) in enumerate(self._given) if name]
        if names:
            here = names.index(self.highlighted) if self.highlighted in names else 0
            self.highlighted = names[min(max(here + rows, 0), len(names) - 1)]

    def watch_highlighted(self, highlighted: int | None) -> None:
        """Let the bar follow, and the terminal's own cursor: screen readers and braille displays do."""
        before, self._barred = self._barred, highlighted
        for place in {before, highlighted}:
            if place is not None and place < self.option_count:
                self.replace_option_prompt_at_index(place, self._prompt(place))
        super().watch_highlighted(highlighted)
        if highlighted is not None and self.has_focus:
            self.app.cursor_position = self.region.offset + Offset(1, highlighted - round(self.scroll_y))

    def _prompt(self, place: int) -> Content:
        bar = marks().bar if place == self.highlighted else " "
        return Content.styled(bar, "$accent") + self._given[place][1]

    def _nearest(self, place: int) -> int | None:
        there = [number for number, (name, _) in enumerate(self._given) if name]
        return min(there, key=lambda number: abs(number - place), default=None)
