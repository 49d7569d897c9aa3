"""What panes are shown, one immutable state each, and what a refresh reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from msgspec import Struct, field

from reader.model.given import NOT_FETCHED
from reader.model.seen import ALL, View

if TYPE_CHECKING:
    from reader.model.given import Freshness, Observation
    from reader.model.seen import Article, Headline, Hit, QueryProblem


class Shelf(Struct, frozen=True):
    """One row of the sections pane."""

    view: View
    label: str
    total: int
    unread: int


class SectionsState(Struct, frozen=True):
    """The sections pane: its rows in order, and the one whose list is open."""

    shelves: tuple[Shelf, ...] = ()
    current: View = ALL


class ListState(Struct, frozen=True):
    """The list pane: `rows` may read lazily from the library; a `lead` stands first and taller when there is one.

    `waiting` counts new articles that the reader has not let in. `note` is the key of the sentence that an empty list
    shows (`locale`), with `note_fields`; `loading`: its first headlines are on their way.
    """

    view: View = ALL
    title: str = ""
    rows: Sequence[Headline] = ()
    lead: bool = False
    waiting: int = 0
    many_sources: bool = False
    freshness: Freshness = NOT_FETCHED
    note: str = ""
    note_fields: tuple[tuple[str, str], ...] = ()
    loading: bool = False


class FoundState(Struct, frozen=True):
    """The search screen: the first `hits` of `total` (`more`: and older ones) for `text`, and what of it was wrong.

    Where nothing was found, how many articles were `searched`, and since when they were gathered. `asked`: there was
    anything to look for.
    """

    text: str = ""
    asked: bool = False
    total: int = 0
    more: bool = False
    hits: tuple[Hit, ...] = ()
    problems: tuple[QueryProblem, ...] = ()
    many_sources: bool = False
    searched: int = 0
    since: datetime | None = None


class ArticleState(Struct, frozen=True):
    """The article pane: what is held of one article, and the key of a sentence about what is not (with its fields)."""

    article: Article | None = None
    loading: bool = False
    note: str = ""
    note_fields: tuple[tuple[str, str], ...] = ()


class WeatherState(Struct, frozen=True):
    """The strip: stations in the order to show (the first `own` always stand), their provider and age.

    `instead`: the provider stands in for the reader's first. `partner`: a second one, of which the reader's own places
    come. `observed` and `fetched` are the provider's; the older of the two where any of it is stale.
    """

    provider: str = ""
    observed: datetime | None = None
    fetched: datetime | None = None
    stations: tuple[Observation, ...] = ()
    own: int = 0
    stale: bool = False
    sample: bool = False
    note: str = ""
    instead: bool = False
    partner: str = ""


class StationRow(Struct, frozen=True):
    """One station of the weather screen: what it has now, and its temperatures of the day, the oldest first.

    `day` has one value an hour, None where it is not held, the last of them the hour of `now`. `change` is the
    difference to an hour ago in degrees. `chosen`: it stands on the strip. `latitude` and `longitude` in degrees.
    """

    now: Observation
    chosen: bool
    latitude: float
    longitude: float
    province: str = ""
    change: float | None = None
    day: tuple[float | None, ...] = ()


class SkyState(Struct, frozen=True):
    """The weather screen: the strip's stations in its order, then all others that there are."""

    strip: WeatherState = WeatherState()
    rows: tuple[StationRow, ...] = ()


class MastheadState(Struct, frozen=True):
    """The masthead: the paper's name, today, when the paper was last renewed, and what must be said about it.

    `to_send` counts what sync servers are still to be told; `coming`: how many of how many of their articles have come.
    """

    name: str
    today: date
    renewed: datetime | None = None
    offline: bool = False
    sample: bool = False
    refreshing: bool = False
    to_send: int = 0
    coming: tuple[int, int] = (0, 0)


class SourceReport(Struct, frozen=True):
    """What a refresh did for one source; `error` is the sentence's key and fields of the first failure."""

    name: str
    status: Literal["updated", "unchanged", "skipped", "failed"]
    new: int = 0
    requests: int = 0
    error: tuple[str, tuple[tuple[str, str], ...]] | None = None


class RefreshReport(Struct, frozen=True):
    """What a whole refresh did: a row a source, the weather's among them, and how many texts were fetched ahead."""

    sources: tuple[SourceReport, ...] = ()
    prefetched: int = 0
    skipped_texts: int = 0
    started: datetime | None = field(default=None)

    @property
    def failed(self) -> bool:
        """Whether any source failed."""
        return any(report.status == "failed" for report in self.sources)
