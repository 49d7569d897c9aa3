"""What can be set, with its default: frozen data, the same for a file, for no file and for the sample edition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct, field

if TYPE_CHECKING:
    from reader.model import SourceKind


NURI_SECTIONS = ("경제산업", "오피니언", "교육", "국제")
MarkWish = Literal["auto", "unicode", "ascii"]
PictureWish = Literal["auto", "kitty", "sixel", "cells", "dots", "never"]
FullText = bool | Literal["auto"]
PROVIDERS = ("kma", "weather.go.kr", "kma-api", "open-meteo")


class SourceSettings(Struct, frozen=True):
    """One `[[source]]`. `interval_minutes`: how often it is asked at most. `paused`: not asked unless by name.

    mediaon: `sections` None: the whole menu. feed: `section` is where its articles stand ("": one of the feed's own
    title); `full_text`: whether their pages are read ("auto": where the feed itself does not carry the whole text).
    greader: `username` and where its password comes from, an environment variable or a command; `section` is where the
    articles of all its feeds stand ("": in the server's folders); `full_text` as for feeds.
    `timezone` is that of dates that name none ("": the feed's language decides).
    """

    kind: SourceKind
    name: str
    url: str
    sections: tuple[str, ...] | None = None
    encoding: str = ""
    interval_minutes: int = 60
    headers: tuple[tuple[str, str], ...] = ()
    timezone: str = "Asia/Seoul"
    section: str = ""
    full_text: FullText = "auto"
    paused: bool = False
    username: str = ""
    password_env: str = ""
    password_command: tuple[str, ...] = ()


class Place(Struct, frozen=True):
    """A place of the reader's own, for providers that go by coordinates; degrees north and east."""

    name: str
    latitude: float
    longitude: float


class WeatherSettings(Struct, frozen=True):
    """`[weather]`. `stations` None: the strip of the page in its order; empty: no weather at all."""

    stations: tuple[str | int | Place, ...] | None = None
    providers: tuple[str, ...] = ("kma", "weather.go.kr", "open-meteo")
    kma_url: str = "https://www.kma.go.kr/XML/weather/sfc_web_map.xml"
    obs_url: str = "https://www.weather.go.kr/w/renew2021/rest/main/current-weather-obs-stn.do"
    kma_api_url: str = "https://apis.data.go.kr/1360000/VilageFcstInfoService_2.0/getUltraSrtNcst"
    kma_key_env: str = "NURI_KMA_KEY"
    kma_key_command: tuple[str, ...] = ()
    open_meteo_url: str = "https://api.open-meteo.com/v1/forecast"


class FetchSettings(Struct, frozen=True):
    """`[fetch]`. `timeout_seconds` is for the whole of a request."""

    concurrency: int = 128
    cache_mb: int = 256
    timeout_seconds: int = 20


class LibrarySettings(Struct, frozen=True):
    """`[library]`; 0: nothing is ever pruned."""

    keep_days: int = 0
    keep_count: int = 0


class ReadingSettings(Struct, frozen=True):
    """`[reading]`. `text_width` in cells.

    pictures: how they are drawn; auto: as well as the terminal is known to be able to, and not over SSH.
    marks: which glyphs the frame is drawn with; auto: ASCII where the terminal cannot show others.
    """

    text_width: int = 80
    theme: str = "nuri"
    pictures: PictureWish = "auto"
    marks: MarkWish = "auto"


class ViewSettings(Struct, frozen=True):
    """One `[[view]]`: a query kept under a name."""

    name: str
    query: str


class Config(Struct, frozen=True):
    """All of it; `keys` maps a command's id to Textual key names, joined by commas."""

    language: Literal["auto", "ko", "en"] = "auto"
    sources: tuple[SourceSettings, ...] = (
        SourceSettings("mediaon", "누리일보", "https://www.nuriilbo.com/", sections=NURI_SECTIONS),
    )
    weather: WeatherSettings = WeatherSettings()
    fetch: FetchSettings = FetchSettings()
    library: LibrarySettings = LibrarySettings()
    reading: ReadingSettings = ReadingSettings()
    keys: dict[str, str] = field(default_factory=dict)
    views: tuple[ViewSettings, ...] = ()
    file: str = ""
