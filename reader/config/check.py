"""Turns TOML tables into `Config`; every mistake becomes a `Problem` with its line, and all are raised together.

A value that is wrong falls back to its default only for the sake of going on to the next mistake: a configuration with
any problem is never used.
"""

from __future__ import annotations

import difflib
import ipaddress
import tomllib
from collections.abc import Callable, Collection, Mapping
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, TypeVar, cast, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct
from msgspec.structs import replace

from reader.config.lines import lines_of
from reader.config.settings import (
    PROVIDERS,
    Config,
    FetchSettings,
    LibrarySettings,
    MarkWish,
    PictureWish,
    Place,
    ReadingSettings,
    SourceSettings,
    ViewSettings,
    WeatherSettings,
)
from reader.config.table import Problems, Table
from reader.errors import ConfigError, Problem

if TYPE_CHECKING:
    from typing import Literal

    from reader.config.settings import FullText
    from reader.model import SourceKind

KINDS = ("mediaon", "feed", "greader")
N = TypeVar("N", SourceSettings, ViewSettings)


class Names(Struct, frozen=True):
    """What names in a configuration must be among; an empty collection is not checked."""

    stations: Collection[str] = ()
    commands: Collection[str] = ()
    themes: Collection[str] = ()


def load(file: FilePath, names: Names, *, must_exist: bool = False) -> Config:
    """Read `file` into a Config, or the defaults where there is none; raises ConfigError with every problem."""
    try:
        text = file.read_bytes().decode("utf-8")
    except FileNotFoundError:
        if must_exist:
            raise ConfigError((Problem(str(file), 0, "config.no_file", {}),)) from None
        return Config()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError((Problem(str(file), 0, "config.unreadable", {"cause": str(error)}),)) from error
    return parse(text, str(file), names)


def parse(text: str, file: str, names: Names) -> Config:
    """Turn TOML `text` into a Config; `file` is for messages; raises ConfigError with every problem."""
    try:
        tree = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also numbers of thousands of digits, and a thousand brackets
        line = next((number for number in range(1, text.count("\n") + 2) if f"(at line {number}," in str(error)), 0)
        raise ConfigError((Problem(file, line, "config.syntax", {"cause": str(error)}),)) from error
    check = _Check(Problems(file, lines_of(text)), names)
    config = check.config(tree)
    if check.problems.found:
        raise ConfigError(tuple(sorted(check.problems.found, key=lambda problem: problem.line)))
    return config


class _Check(Struct):
    """One configuration being checked."""

    problems: Problems
    names: Names

    def config(self, tree: dict[str, object]) -> Config:
        root = Table(self.problems, (), tree)
        default = Config()
        config = Config(
            language=cast("Literal['auto', 'ko', 'en']", root.one_of("language", "auto", ("auto", "ko", "en"))),
            sources=self._sources(root) if "source" in tree else default.sources,
            weather=self._weather(self._table(root, "weather")),
            fetch=self._fetch(self._table(root, "fetch")),
            library=self._library(self._table(root, "library")),
            reading=self._reading(self._table(root, "reading")),
            keys=self._keys(self._table(root, "keys")),
            views=self._views(root),
            file=self.problems.file,
        )
        root.known.append("source")
        root.done()
        return config

    def _table(self, parent: Table, key: str) -> Table:
        return Table(self.problems, (*parent.path, key), parent.take(key, dict, {}))

    def _tables(self, parent: Table, key: str) -> list[Table]:
        found: list[Table] = []
        for index, value in enumerate(parent.take(key, list, [])):
            if isinstance(value, dict):
                found.append(Table(self.problems, (*parent.path, key, index), value))
            else:
                parent.wrong(key, "config.wrong_type", right="table")
        return found

    def _sources(self, root: Table) -> tuple[SourceSettings, ...]:
        return self._named(root, "source", self._source)

    def _named(self, root: Table, key: str, read: Callable[[Table], N]) -> tuple[N, ...]:
        """Read the tables under `key`, no two of which may have one name; of those that have, the last stands."""
        found: dict[str, N] = {}
        for table in self._tables(root, key):
            settings = read(table)
            if settings.name in found:
                table.wrong("name", "config.twice", given=settings.name)
            found[settings.name] = settings
        return tuple(found.values())

    def _source(self, table: Table) -> SourceSettings:
        for key in ("kind", "name", "url"):
            if key not in table.values:
                self.problems.add(table.path, "config.missing", key=key)
        kind = cast("SourceKind", table.one_of("kind", KINDS[0], KINDS))
        url = table.address("url", "https://www.nuriilbo.com/")
        source = SourceSettings(
            kind=kind,
            name=table.take("name", str, "").strip(),
            url=url,
            encoding=self._encoding(table),
            interval_minutes=table.within("interval_minutes", 60, _least_minutes(url), 60 * 24 * 7),
            headers=self._headers(table),
            timezone=self._zone(table, "Asia/Seoul" if kind == "mediaon" else ""),
            paused=table.take("paused", bool, default=False),
        )
        read = {"feed": self._feed, "greader": self._server}.get(kind, self._site)
        source = read(table, source)
        table.done()
        return source

    def _site(self, table: Table, source: SourceSettings) -> SourceSettings:
        sections = table.texts("sections", ()) if "sections" in table.values else None
        table.known.append("sections")
        return replace(source, sections=sections)

    def _feed(self, table: Table, source: SourceSettings) -> SourceSettings:
        wanted = table.values.get("full_text", "auto")
        table.known.append("full_text")
        if wanted not in (True, False, "auto") or not isinstance(wanted, bool | str):
            table.wrong("full_text", "config.not_one_of", given=wanted, right='true | false | "auto"')
            wanted = "auto"
        section = table.take("section", str, "").strip()
        return replace(source, section=section, full_text=cast("FullText", wanted))

    def _server(self, table: Table, source: SourceSettings) -> SourceSettings:
        server = replace(
            self._feed(table, source),
            username=table.take("username", str, ""),
            password_env=table.take("password_env", str, "").strip(),
            password_command=table.texts("password_command", ()),
        )
        if not server.username:
            self.problems.add(table.path, "config.missing", key="username")
        if bool(server.password_env) == bool(server.password_command):
            self.problems.add(table.path, "config.no_password", key="password_env")
        return server

    def _zone(self, table: Table, default: str) -> str:
        zone = table.take("timezone", str, default)
        try:
            ZoneInfo(zone or "UTC")
        except (ZoneInfoNotFoundError, ValueError, OSError):
            table.wrong("timezone", "config.no_zone", given=zone)
        return zone

    def _encoding(self, table: Table) -> str:
        name = table.take("encoding", str, "")
        try:
            "".encode(name or "utf-8")
        except (LookupError, ValueError):
            table.wrong("encoding", "config.no_encoding", given=name)
        return name

    def _headers(self, table: Table) -> tuple[tuple[str, str], ...]:
        headers: dict[str, object] = table.take("headers", dict, {})
        for name, value in headers.items():
            if not isinstance(value, str) or not (name + value).isprintable():
                table.wrong("headers", "config.wrong_type", right="texts")
                return ()
        return tuple((name, str(value)) for name, value in headers.items())

    def _weather(self, table: Table) -> WeatherSettings:
        default = WeatherSettings()
        providers = table.texts("providers", default.providers)
        for name in providers:
            if name not in PROVIDERS:
                table.wrong("providers", "config.not_one_of", given=name, right=" | ".join(PROVIDERS))
        settings = WeatherSettings(
            stations=self._stations(table) if "stations" in table.values else None,
            providers=providers,
            kma_url=table.address("kma_url", default.kma_url),
            obs_url=table.address("obs_url", default.obs_url),
            kma_api_url=table.address("kma_api_url", default.kma_api_url),
            kma_key_env=table.take("kma_key_env", str, default.kma_key_env),
            kma_key_command=table.texts("kma_key_command", default.kma_key_command),
            open_meteo_url=table.address("open_meteo_url", default.open_meteo_url),
        )
        table.known.append("stations")
        table.done()
        return settings

    def _stations(self, table: Table) -> tuple[str | int | Place, ...]:
        found: list[str | int | Place] = []
        for value in table.take("stations", list, []):
            if isinstance(value, dict):
                found.append(self._place(Table(self.problems, (*table.path, "stations"), value)))
            elif isinstance(value, str | int) and not isinstance(value, bool):
                if self.names.stations and str(value) not in self.names.stations:
                    nearest = difflib.get_close_matches(str(value), self.names.stations, 3, 0.3)
                    table.wrong("stations", "config.no_station", given=value, right=", ".join(nearest) or "서울")
                found.append(value)
            else:
                table.wrong("stations", "config.wrong_type", right="stations")
        return tuple(found)

    def _place(self, table: Table) -> Place:
        place = Place(
            table.take("name", str, ""), table.take("latitude", float, 0.0), table.take("longitude", float, 0.0)
        )
        if not (place.name and abs(place.latitude) <= 90 and abs(place.longitude) <= 180):  # noqa: PLR2004 - degrees
            self.problems.add(table.path, "config.no_place", key="stations")
        table.done()
        return place

    def _fetch(self, table: Table) -> FetchSettings:
        default = FetchSettings()
        settings = FetchSettings(
            concurrency=table.within("concurrency", default.concurrency, 1, 1024),
            cache_mb=table.within("cache_mb", default.cache_mb, 8, 1024 * 64),
            timeout_seconds=table.within("timeout_seconds", default.timeout_seconds, 1, 600),
        )
        table.done()
        return settings

    def _library(self, table: Table) -> LibrarySettings:
        settings = LibrarySettings(
            keep_days=table.within("keep_days", 0, 0, 365 * 100), keep_count=table.within("keep_count", 0, 0, 10**7)
        )
        table.done()
        return settings

    def _reading(self, table: Table) -> ReadingSettings:
        settings = ReadingSettings(
            text_width=table.within("text_width", 80, 20, 200),
            theme=table.one_of("theme", "nuri", self.names.themes),
            pictures=cast("PictureWish", table.one_of("pictures", "auto", get_args(PictureWish))),
            marks=cast("MarkWish", table.one_of("marks", "auto", get_args(MarkWish))),
        )
        table.done()
        return settings

    def _keys(self, table: Table) -> dict[str, str]:
        keys: dict[str, str] = {}
        for name, value in cast("Mapping[str, object]", table.values).items():
            table.known.append(name)
            given = [value] if isinstance(value, str) else value
            if self.names.commands and name not in self.names.commands:
                nearest = difflib.get_close_matches(name, self.names.commands, 3)
                table.wrong(name, "config.no_command", right=", ".join(nearest or sorted(self.names.commands)))
            elif not isinstance(given, list) or not given or not all(isinstance(key, str) and key for key in given):
                table.wrong(name, "config.wrong_type", right="keys")
            else:
                keys[name] = ",".join(cast("list[str]", given))
        return self._without_conflicts(table, keys)

    def _without_conflicts(self, table: Table, keys: dict[str, str]) -> dict[str, str]:
        owners: dict[str, str] = {}
        for name, joined in keys.items():
            for key in joined.split(","):
                if owners.setdefault(key, name) != name:
                    table.wrong(name, "config.key_twice", given=key, other=owners[key])
        return keys

    def _views(self, root: Table) -> tuple[ViewSettings, ...]:
        return self._named(root, "view", self._view)

    def _view(self, table: Table) -> ViewSettings:
        for key in ("name", "query"):
            if key not in table.values:
                self.problems.add(table.path, "config.missing", key=key)
        view = ViewSettings(table.take("name", str, ""), table.take("query", str, ""))
        table.done()
        return view


def _least_minutes(url: str) -> int:
    """Other people's servers are asked hourly at most; one's own as often as one likes."""
    host = urlsplit(url).hostname or ""
    try:
        own = ipaddress.ip_address(host).is_private
    except ValueError:
        own = "." not in host
    return 1 if own else 60
