"""What the sources screen and `nuri sources` show: a configured source with its state, a paper that could be added."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from reader.model.given import Offer, SourceKind


class SourceRow(Struct, frozen=True):
    """One source: what is set, what it holds, and how it last answered.

    `answered` when any of its pages last did, `seconds` the longest that an answer took; `failing` since when a page
    fails, `failures` how often in a row, `error` why, as a sentence. `due` is the next visit, None where there will be
    none: paused, never asked yet, or `gone` (410) until the reader asks. `moved_to`: where it is asked instead.
    """

    name: str
    kind: SourceKind
    url: str
    sections: tuple[str, ...]
    paused: bool = False
    interval_minutes: int = 60
    full_text: bool | Literal["auto"] = "auto"
    total: int = 0
    unread: int = 0
    answered: datetime | None = None
    status: int | None = None
    seconds: float = 0.0
    failing: datetime | None = None
    failures: int = 0
    error: str | None = None
    due: datetime | None = None
    gone: bool = False
    moved_to: str = ""


class CatalogRow(Struct, frozen=True):
    """A paper of the catalogue; `there`: it is configured already. `seen`: when it was last known to answer."""

    offer: Offer
    there: bool
    seen: str = ""
