"""What the pages are made from: one immutable copy of the site's state, and what stands where on its front page.

`front_plan` is also what a test compares a parsed front page with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from .articles import Article
from .skins import Skin
from .weather import Station

# Sections in the menu's order, with the sections below them.
TREE: Mapping[str, tuple[str, ...]] = {
    "경제산업": ("금융", "산업"),
    "오피니언": (),
    "교육": ("대학",),
    "국제": ("아시아",),
    "문화": (),
    "지역": ("전북", "전남"),
}
NAMES = tuple(name for top, subs in TREE.items() for name in (top, *subs))
PER_PAGE = 10
DEAF = "문화"  # this section's list ignores page=

# Section blocks of the front page in order, with how many items each has; flavours turn with the skin.
BLOCKS = (
    ("경제산업", 5), ("오피니언", 4), ("교육", 4), ("국제", 5), ("문화", 4), ("지역", 4), ("금융", 3), ("아시아", 3), ("대학", 3),
    ("산업", 4),
)  # fmt: skip
FLAVOURS = (
    "arl_023", "arl_034", "arl_031", "arl_054", "hdl_007", "hdl_022", "hdl_010", "pvw_007", "hdl_018", "arl_017",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FrontBlock:
    """One block of a section on the front page."""

    section: str
    number: int
    flavour: str
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class FrontPlan:
    """Which articles stand where on the front page."""

    lead: Article
    ticker: tuple[Article, ...]
    timeline: tuple[Article, ...]
    photos: tuple[Article, ...]
    blocks: tuple[FrontBlock, ...]
    most_read: tuple[Article, ...]

    @property
    def articles(self) -> tuple[Article, ...]:
        """Every article of the front page, each once, in the page's order."""
        rows = (
            self.ticker,
            (self.lead,),
            self.timeline,
            self.photos,
            *(block.articles for block in self.blocks),
            self.most_read,
        )
        return tuple({article.no: article for row in rows for article in row}.values())


@dataclass(frozen=True, slots=True)
class Paper:
    """The site at one moment; `articles` newest first, `origin` without a slash at its end."""

    name: str
    origin: str
    skin: Skin
    now: datetime
    numbers: Mapping[str, int]
    articles: tuple[Article, ...]
    strip: tuple[Station, ...]

    def of(self, section: str) -> tuple[Article, ...]:
        """Give a section's articles, newest first; those of the sections below it among them; "" is all of them."""
        return tuple(article for article in self.articles if section in ("", article.section, article.sub))

    def section(self, number: int) -> str:
        """Name the section of a number; one that nobody has is answered with the first section, as the sites do."""
        if number in (0, -2):
            return ""
        return next((name for name, known in self.numbers.items() if known == number), next(iter(TREE)))

    def known(self, number: int) -> bool:
        """Tell whether any section has this number."""
        return number in (0, -2) or number in self.numbers.values()

    @property
    def front_plan(self) -> FrontPlan:
        """Lay out the front page."""
        told = [article for article in self.articles if article.subtitle and article.picture] or self.articles
        turned = FLAVOURS[self.skin.turn :] + FLAVOURS[: self.skin.turn]
        blocks = tuple(
            FrontBlock(name, self.numbers[name], flavour, self.of(name)[:count])
            for (name, count), flavour in zip(BLOCKS, turned, strict=True)
        )
        photos = tuple(article for article in self.articles if article.picture)[8:12]
        return FrontPlan(told[0], self.articles[:4], self.articles[:6], photos, blocks, self.articles[3:8])
