"""From the command table to keys: bindings, what applies here, how a key is printed, and the Hangul layout.

`applies` is the only truth of what is possible; bindings, footer, palette and help all ask it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct
from textual.binding import Binding
from textual.keys import _character_to_key  # Textual's only table from characters to the names of their keys
from textual.widgets import Input

from reader.commands import BY_ID, PAPER, Command
from reader.locale import say
from reader.text.hangul import latin_keys
from reader.ui.footer import Hint

if TYPE_CHECKING:
    from textual import events
    from textual.app import App
    from textual.screen import Screen

PaneName = Literal["sections", "headlines", "article"]
_ON_HEADLINE = {"browser", "copy_link", "export", "save", "toggle_read", "hide"}
_ON_LIST = {"next_unread", "previous_unread", "read_section"}
_NAMES = {
    "enter": "Enter",
    "space": "Space",
    "escape": "Esc",
    "tab": "Tab",
    "question_mark": "?",
    "full_stop": ".",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "delete": "Del",
    "f2": "F2",
    "f5": "F5",
    "slash": "/",
    "plus": "+",
    "minus": "-",
    "equals_sign": "=",
    "up": "Up",
    "down": "Down",
    "left": "Left",
    "right": "Right",
    "comma": ",",
    "f1": "F1",
}


class Here(Struct, frozen=True):
    """Where the reader is, as far as it decides what can be done."""

    pane: PaneName = "headlines"
    sections: int = 0
    rows: bool = False
    headline: bool = False
    article: bool = False
    links: bool = False
    pictures: bool = False
    waiting: bool = False
    passing: bool = False
    kept_query: bool = False


def bindings(commands: Iterable[Command]) -> list[Binding]:
    """Make a binding of every command, its id that of the command, so that a keymap can give it other keys.

    In the paper Escape goes back but never quits, so it is an action of its own and keeps its key.
    """
    made = []
    for command in commands:
        keys = ",".join(key for key in command.keys if (command.id, key) != ("back", "escape"))
        made.append(Binding(keys, action_of(command), say(f"command.{command.id}"), show=False, id=command.id))
        if command.id == "back":
            made.append(Binding("escape", "back(False)", say("command.back"), show=False))
    return made


def action_of(command: Command) -> str:
    """Name the action of a command: its id, but for the sections, which are one action with a number."""
    if command.id == "all":
        return "section(1)"
    name, _, number = command.id.partition("_")
    return f"section({number})" if name == "section" and number.isdigit() else command.id


def applies(action: str, parameters: tuple[object, ...], here: Here) -> bool:
    """Say whether `action` can do anything `here`."""
    match action:
        case "section":
            return isinstance(parameters[0], int) and parameters[0] <= here.sections
        case "open":
            return here.pane == "sections" or (here.pane == "headlines" and here.rows)
        case "page":
            return here.pane == "sections" or here.rows or here.article
        case "show_new":
            return here.waiting
        case "alone" | "wider" | "narrower" | "centre":
            return here.article
        case "drop_view":
            return here.kept_query
        case "links":
            return here.links
        case "pictures":
            return here.pictures
    if action in _ON_HEADLINE:
        return here.headline
    return here.rows if action in _ON_LIST else True


def possible(here: Here) -> list[Command]:
    """Give the commands that can do anything `here`."""
    found = []
    for command in PAPER:
        name, _, number = action_of(command).partition("(")
        if applies(name, (int(number[:-1]),) if number else (), here):
            found.append(command)
    return found


def hints(here: Here, keys: Mapping[str, Iterable[str]]) -> list[Hint]:
    """Make the footer's hints, in the order of the table; `keys` are those in force, by command."""
    shown = sorted((command for command in possible(here) if command.footer), key=lambda command: command.footer)
    leaving = here.pane == "headlines" and not here.passing
    return [hint(command, keys, "quit" if command.id == "back" and leaving else command.id) for command in shown]


def hint(command: Command, keys: Mapping[str, Iterable[str]], label: str = "") -> Hint:
    """Make the footer's hint of a command, under its own or another short name."""
    return Hint(command.id, _hint_key(command, keys), say(f"command.short.{label or command.id}"))


def keys_in_force(screen: Screen[Any]) -> dict[str, list[str]]:
    """Give the keys that do something on a screen now, by command."""
    keys: dict[str, list[str]] = {}
    for key, active in screen.active_bindings.items():
        if active.binding.id in BY_ID:
            keys.setdefault(active.binding.id, []).append(key)
    return keys


def _hint_key(command: Command, keys: Mapping[str, Iterable[str]]) -> str:
    first = printed(next(iter(keys.get(command.id, command.keys)), ""))
    if command.id == "down":  # the pair is one hint
        return f"{first}/{printed(next(iter(keys.get('up', ('k',))), ''))}"
    return first


def printed(key: str) -> str:
    """Print a key as a reader knows it: Enter, Ctrl+A, ?."""
    *modifiers, name = key.split("+")
    shown = _NAMES.get(name, name.upper() if modifiers else name)
    return "+".join([*(modifier.capitalize() for modifier in modifiers), shown])


async def press_latin(app: App[Any], event: events.Key) -> None:
    """Do what the Latin keys do that stand where a Hangul or full-width character was typed; never in a text field.

    Their actions run here and now: keys posted anew would be overtaken by those that were typed after them.
    """
    keys = latin_keys(event.character or "")
    if not keys or isinstance(app.focused, Input):
        return
    event.stop()
    for key in keys:
        active = app.screen.active_bindings.get(_character_to_key(key))
        if active is not None and active.enabled:
            await app.run_action(active.binding.action, active.node)
