"""The one table of what a reader can do by key: id, keys, where it applies, whether the footer shows it.

Bindings, footer, palette, help screen and the README's key table are all made from it. Labels are sentences of
`locale` under `command.<id>`. Hangul keys are not listed: `text.hangul` turns a key of that layout into the Latin one
that stands on it. Shift is lost under that layout for all but a few letters, so every capital has a second key.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Where = Literal["everywhere", "list", "article", "panes", "search", "sources", "catalog"]
Group = Literal["move", "read", "mark", "news", "look", "sources", "program"]


class Command(Struct, frozen=True):
    """A command. `keys` in Textual's names, the first is shown; `footer` is its place there (0: not shown).

    `where` search: on that screen alone, where letters are typed; sources and catalog likewise; all others are the
    paper's.
    """

    id: str
    keys: tuple[str, ...]
    group: Group
    where: Where = "everywhere"
    footer: int = 0


COMMANDS: tuple[Command, ...] = (
    Command("down", ("j", "down"), "move", "panes", footer=1),
    Command("up", ("k", "up"), "move", "panes"),
    Command("left", ("h", "left"), "move", "panes"),
    Command("right", ("l", "right"), "move", "panes"),
    Command("next_pane", ("tab",), "move", "panes"),
    Command("previous_pane", ("shift+tab",), "move", "panes"),
    Command("top", ("g", "home"), "move", "panes"),
    Command("bottom", ("G", "end"), "move", "panes"),
    Command("all", ("1",), "move"),
    *(Command(f"section_{number}", (str(number),), "move") for number in range(2, 10)),
    Command("open", ("enter",), "read", "panes", footer=2),
    Command("page", ("space",), "read", "panes", footer=3),
    Command("page_back", ("pageup", "shift+space"), "read", "panes"),
    Command("page_down", ("pagedown",), "read", "panes"),
    Command("next_unread", ("n",), "read"),
    Command("previous_unread", ("p",), "read"),
    Command("search", ("slash",), "read", footer=5),
    Command("links", ("f",), "read", "article"),
    Command("pictures", ("i",), "read", "article"),
    Command("browser", ("o",), "read"),
    Command("copy_link", ("y",), "read"),
    Command("export", ("e",), "read"),
    Command("save", ("b",), "mark", footer=4),
    Command("toggle_read", ("m",), "mark"),
    Command("hide", ("x",), "mark"),
    Command("read_section", ("A", "ctrl+a"), "mark"),
    Command("undo", ("u",), "mark", footer=8),
    Command("show_new", ("full_stop",), "news", footer=5),
    Command("refresh", ("r",), "news", footer=5),
    Command("refresh_all", ("R", "ctrl+r"), "news"),
    Command("weather", ("w",), "look", footer=6),
    Command("alone", ("z",), "look"),
    Command("wider", ("plus",), "look", "article"),
    Command("narrower", ("minus",), "look", "article"),
    Command("centre", ("equals_sign",), "look", "article"),
    Command("drop_view", ("delete",), "look", "list"),
    Command("sources", ("s",), "look", footer=9),
    Command("source_add", ("a",), "sources", "sources", footer=2),
    Command("source_catalog", ("c",), "sources", "sources", footer=3),
    Command("source_refresh", ("r",), "sources", "sources", footer=4),
    Command("source_move", ("m",), "sources", "sources", footer=9),
    Command("source_rename", ("n",), "sources", "sources", footer=9),
    Command("source_pause", ("p",), "sources", "sources", footer=9),
    Command("source_text", ("t",), "sources", "sources", footer=9),
    Command("source_interval", ("i",), "sources", "sources", footer=9),
    Command("source_remove", ("x", "delete"), "sources", "sources", footer=9),
    Command("catalog_add", ("a", "space"), "sources", "catalog", footer=2),
    Command("help", ("question_mark", "f1"), "program", footer=10),
    Command("palette", ("ctrl+p",), "program"),
    Command("back", ("q", "escape"), "program", footer=7),
    Command("hit_down", ("down",), "move", "search", footer=2),
    Command("hit_up", ("up",), "move", "search"),
    Command("hit_page_down", ("pagedown",), "move", "search"),
    Command("hit_page_up", ("pageup",), "move", "search"),
    Command("first_hit", ("ctrl+home",), "move", "search"),
    Command("last_hit", ("ctrl+end",), "move", "search"),
    Command("open_hit", ("enter",), "read", "search", footer=1),
    Command("complete", ("tab",), "read", "search", footer=3),
    Command("refresh_search", ("ctrl+r", "f5"), "news", "search"),
    Command("keep_query", ("ctrl+s", "f2"), "look", "search", footer=4),
    Command("search_help", ("f1",), "program", "search"),
    Command("leave_search", ("escape",), "program", "search", footer=5),
)

BY_ID = {command.id: command for command in COMMANDS}
SEARCH = tuple(command for command in COMMANDS if command.where == "search")
PAPER = tuple(command for command in COMMANDS if command.where not in {"search", "sources", "catalog"})
_LISTED = ("down", "up", "top", "bottom", "page_back", "page_down", "help", "back")  # what any list of lines can do
SOURCES = tuple(command for command in COMMANDS if command.where == "sources" or command.id in _LISTED)
CATALOG = tuple(command for command in COMMANDS if command.where == "catalog" or command.id in _LISTED)
