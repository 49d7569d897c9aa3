"""The configuration: TOML in, `Config` out, every problem at once, each with its line.

`settings` holds the data and its defaults, `check` turns tables into it, `lines` finds where a key stands, `keeping`,
which few need and nothing here loads, writes what was chosen on the screen. Nothing is
read at import; names to check against (stations, commands, themes) are handed in by whoever knows them.
"""

from reader.config.check import Names, load, parse
from reader.config.settings import (
    Config,
    FetchSettings,
    LibrarySettings,
    Place,
    ReadingSettings,
    SourceSettings,
    ViewSettings,
    WeatherSettings,
)

__all__ = [
    "Config",
    "FetchSettings",
    "LibrarySettings",
    "Names",
    "Place",
    "ReadingSettings",
    "SourceSettings",
    "ViewSettings",
    "WeatherSettings",
    "load",
    "parse",
]
