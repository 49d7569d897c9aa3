"""The replica's articles, of our own writing: one module a section. Places, firms and persons in them are invented."""

from __future__ import annotations

from dataclasses import replace

from ..articles import Article
from . import culture, economy, education, opinion, region, world

FIRST_NO = 405501


def articles() -> tuple[Article, ...]:
    """Give all articles, numbered in the order in which they were published, with gaps as a site has them."""
    whole = (economy, opinion, education, world, culture, region)
    written = sorted((article for module in whole for article in module.ARTICLES), key=lambda one: one.published)
    return tuple(replace(article, no=FIRST_NO + 2 * place + place // 3) for place, article in enumerate(written))
