"""The catalogue: papers known to give feeds, and where in ours their articles stand. Data in catalog.toml beside this.

Owns how an offer is named: the paper's name and the feed's, which is its section's where it has none of its own.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from reader.model import Offer


@cache
def offers() -> tuple[Offer, ...]:
    """Give every source of the catalogue, papers in its order, a paper's own site before its feeds (about 120)."""
    return tuple(offer for paper in _read()["paper"] for offer in _offers(paper))


@cache
def sections() -> tuple[str, ...]:
    """Give the names of our sections into which the catalogue sorts, in the order to show."""
    return tuple(_read()["sections"])


def seen(offer: Offer) -> str:
    """Say when an offer of the catalogue was last known to answer ("2026-08"), "" where that is not known."""
    feeds = (feed for paper in _read()["paper"] for feed in paper.get("feeds", ()))
    return next((str(feed.get("seen", "")) for feed in feeds if feed["url"] == offer.url), "")


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(files("reader.sources").joinpath("catalog.toml").read_text("utf-8"))


def _offers(paper: dict[str, Any]) -> list[Offer]:
    name, home, language = paper["name"], paper["home"], paper.get("language", "ko")
    kind = paper.get("kind", "feed")
    found = [Offer(kind, name, home, home=home, language=language)] if kind != "feed" else []
    for feed in paper.get("feeds", ()):
        section = feed.get("section", "")
        suffix = feed.get("name", section)
        found.append(Offer("feed", f"{name} {suffix}".strip(), feed["url"], section, home, language))
    return found
