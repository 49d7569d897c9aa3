"""Writing a choice made on the screen into the configuration file: that one value, and nothing else of the file.

Comments, order and form of everything else stay (tomlkit), those beside stations that remain among them. The file is
replaced in one step, never half written; a link to it is followed, and its mode is kept.
"""

from __future__ import annotations

import os
import tempfile
import tomllib
from collections.abc import Iterator, MutableMapping, Sequence
from pathlib import Path
from typing import Any

from reader.config.settings import Place
from reader.errors import ConfigUnwritable

Station = str | int | Place


def write_stations(file: Path, stations: Sequence[Station]) -> None:
    """Make `stations` those of `[weather]` in `file`, which is made where there is none; raises ConfigUnwritable."""
    try:
        target = file.resolve()
        text = target.read_bytes().decode("utf-8") if target.exists() else ""
        replace_file(target, _with_stations(text, stations))
    except (OSError, ValueError) as error:  # not to be written, or no TOML: tomlkit's and Unicode's are ValueErrors
        raise ConfigUnwritable(file=str(file), cause=str(error)) from error


def _with_stations(text: str, stations: Sequence[Station]) -> str:
    import tomlkit  # noqa: PLC0415 - only where something is written

    document: Any = tomlkit.parse(text)
    if "weather" not in document:
        document["weather"] = tomlkit.table()
    table = document["weather"]
    if not isinstance(table, MutableMapping):
        raise ValueError(str(table))  # noqa: TRY004 - what the caller takes for a file that is no configuration
    held = table.get("stations")
    remarks = dict(_remarks(held.as_string())) if held is not None else {}
    array = tomlkit.array()
    for station in stations:
        value = _value(station)
        before, beside = remarks.get(repr(value), ((), ""))
        for line in before:
            array.add_line(comment=line)
        if remarks:
            array.add_line(_item(value), comment=beside)
        else:
            array.append(_item(value))
    if remarks:
        array.add_line(indent="")
    table["stations"] = array
    written = tomlkit.dumps(document)
    if tomllib.loads(written)["weather"]["stations"] != [_value(station) for station in stations]:
        raise ValueError(written)
    return written


def _value(station: Station) -> object:
    if isinstance(station, Place):
        return {"name": station.name, "latitude": station.latitude, "longitude": station.longitude}
    return station


def _item(value: object) -> object:
    import tomlkit  # noqa: PLC0415 - as above

    if not isinstance(value, dict):
        return value
    table = tomlkit.inline_table()
    table.update(value)
    return table


def _remarks(array: str) -> Iterator[tuple[str, tuple[tuple[str, ...], str]]]:
    """Give each value of an array that has remarks, with the comment lines above it and the comment beside it."""
    if "#" not in array:
        return
    above: list[str] = []
    for line in array.strip().removeprefix("[").removesuffix("]").splitlines():
        body, comment = _split(line)
        values = tomllib.loads(f"x = [{body.strip().strip(',')}]")["x"]
        if values:
            for value in values[:-1]:
                yield repr(value), ((), "")
            yield repr(values[-1]), (tuple(above), comment)
            above = []
        elif comment:
            above.append(comment)


def _split(line: str) -> tuple[str, str]:
    """Part a line at the `#` that begins its comment: the first that is in no text."""
    quote = ""
    for place, character in enumerate(line):
        if quote:
            quote = "" if character == quote and line[place - 1] != "\\" else quote
        elif character in "\"'":
            quote = character
        elif character == "#":
            return line[:place], line[place + 1 :].strip()
    return line, ""


def replace_file(target: Path, text: str) -> None:
    """Put `text` in the place of what `target` holds, in one step: its mode stays, a new file is 0600; OSError."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o600
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as written:
            written.write(text.encode("utf-8"))
            written.flush()
            os.fsync(written.fileno())
        Path(name).chmod(mode)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
