"""The mediaon site: its state, what a test may change of it while it runs, and which address shows which page.

Pages are made when they are asked for and kept until anything changes; a page is a function of one `Paper`, so that a
change in mid-request never shows half.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Literal
from urllib.parse import quote

from .answer import Answer, Asked
from .articles import Article, Piece, at
from .data import articles as first_articles
from .pages import front, lists, mobile, rss, story, unfamiliar
from .paper import NAMES, TREE, FrontPlan, Paper
from .pictures import picture
from .skins import SKINS, Skin
from .weather import Weather

Write = Callable[[], str]

# Each section's name, with the top section that it stands in and its name below that.
PLACES = {name: (top, "" if name == top else name) for top, subs in TREE.items() for name in (top, *subs)}


class Site:
    """The paper that the replica publishes. Everything here may be called while it is being read."""

    def __init__(self, *, skin: str, weather: Weather, origin: Callable[[], str]) -> None:
        self._lock = threading.RLock()
        self._articles = {article.no: article for article in first_articles()}
        self._weather = weather
        self._origin = origin
        self._made: dict[str, bytes] = {}
        self._made_of: tuple[object, ...] = ()
        self._version = 0
        self._skin = SKINS[skin]
        self.name = "누리일보"
        self.now = at("01-15 09:54")
        # How /data/rss answers: as it should, with the front page in its place, or 404.
        self.rss: Literal["xml", "html", "missing"] = "xml"
        # What a section number that nobody has is answered with: the first section's list, or a list of nothing.
        self.unknown_section: Literal["first", "empty"] = "first"
        self._numbers = {name: self._skin.numbers + place * (place + 2) for place, name in enumerate(NAMES)}

    # What a test may ask

    @property
    def skin(self) -> Skin:
        """How the site is dressed now."""
        return self._skin

    @property
    def sections(self) -> tuple[str, ...]:
        """The names of the top sections, in the menu's order."""
        return tuple(TREE)

    def number(self, section: str) -> int:
        """Give a section's number of the moment."""
        return self._numbers[section]

    def article(self, no: int) -> Article:
        """Give an article; KeyError when it is not, or no longer, published."""
        return self._articles[no]

    def named(self, key: str) -> Article:
        """Give the article that data/ marks with this key, as "table" or "osc"."""
        return next(article for article in self._articles.values() if article.key == key)

    def articles(self, section: str = "") -> tuple[Article, ...]:
        """Give a section's articles, newest first; "" is all."""
        return self.paper.of(section)

    def addresses(self) -> dict[str, tuple[str, ...]]:
        """Give the paths of all pages by what they are: "front", "listing" (every page of every list), "article"."""
        paper = self.paper
        lists_ = [("/news/article_list_all.html?", paper.articles)]
        for name, number in paper.numbers.items():
            lists_ += [
                (f"/news/{page}.html?sec_no={number}&", paper.of(name)) for page in ("section_list_all", "section")
            ]
        pages = tuple(f"{base}page={page}" for base, rows in lists_ for page in range(1, lists.page_of(rows, 1)[2] + 1))
        return {"front": ("/",), "listing": pages, "article": tuple(article.path for article in paper.articles)}

    @property
    def front_plan(self) -> FrontPlan:
        """Tell what stands where on the front page."""
        return self.paper.front_plan

    @property
    def paper(self) -> Paper:
        """Copy the state that pages are made from."""
        with self._lock:
            newest = sorted(self._articles.values(), key=lambda one: (one.published, one.no), reverse=True)
            return Paper(
                self.name, self._origin(), self._skin, self.now, dict(self._numbers), tuple(newest), self._weather.strip
            )

    # What a test may change

    def wear(self, skin: str) -> None:
        """Change the skin; the sections keep their numbers."""
        with self._lock:
            self._skin = SKINS[skin]
            self._version += 1

    def renumber(self, numbers: Mapping[str, int] | None = None) -> Mapping[str, int]:
        """Give sections other numbers (all of them, when none are named); give the numbers that now hold."""
        with self._lock:
            step = max(self._numbers.values()) + 11
            self._numbers |= numbers or {name: number + step for name, number in self._numbers.items()}
            self._version += 1
            return dict(self._numbers)

    def publish(
        self, section: str, *, title: str, body: tuple[Piece, ...] | str = "본문이 이어진다.", published: datetime | None = None,
        **more: Any,
    ) -> int:  # fmt: skip
        """Publish an article and give its number; without a date a minute after the newest. `more` as in Article."""
        with self._lock:
            if published is None:
                published = max([self.now, *(one.published for one in self._articles.values())]) + timedelta(minutes=1)
            self.now = max(self.now, published)
            top, sub = PLACES[section]
            no = max(self._articles) + 1
            pieces = (body,) if isinstance(body, str) else body
            self._articles[no] = Article(no, top, title, published, pieces, **({"sub": sub} | more))
            self._version += 1
            return no

    def edit(self, no: int, **changes: Any) -> None:
        """Change an article's fields; `edited` is now unless it is given."""
        with self._lock:
            self._articles[no] = replace(self._articles[no], **({"edited": self.now} | changes))
            self._version += 1

    def delete(self, no: int) -> None:
        """Take an article away; its address says from now on that there is none."""
        with self._lock:
            del self._articles[no]
            self._version += 1

    # Which address shows which page

    def answer(self, asked: Asked) -> Answer | None:
        """Answer an address of the site; None when it has no such page."""
        if asked.path.startswith(("/data/photos/", "/data/cache/")):
            return picture(asked.path)
        to = mobile.twin(asked.target, asked.agent)
        if to:
            return Answer(b"", status=302, headers=(("Location", to),), validated=False)
        with self._lock:
            self._forget_old_pages()
            paper = self.paper
            feed = asked.path.startswith("/data/rss/")
            write = self._feed(paper, asked) if feed else self._route(paper, asked)
            if write is None:
                return None
            xml = feed and self.rss == "xml"
            return Answer(self._kept(asked, write), "text/xml; charset=utf-8" if xml else "text/html; charset=UTF-8")

    def _forget_old_pages(self) -> None:
        # Before the paper is copied: a change in between then leaves a page that the next request forgets.
        made_of = (
            self._version, self._weather.version, self.now, self.name, self.rss, self.unknown_section, self._origin()
        )  # fmt: skip
        if self._made_of != made_of:
            self._made, self._made_of = {}, made_of

    def _kept(self, asked: Asked, write: Write) -> bytes:
        key = f"{asked.target} {sorted(asked.query.items())}"
        if key not in self._made:
            self._made[key] = write().encode()
        return self._made[key]

    def _route(self, paper: Paper, asked: Asked) -> Write | None:
        strange = paper.skin.name == "unknown"
        dress = unfamiliar if strange else front
        if asked.path in ("/", "/index.html"):
            return partial(dress.front, paper)
        if asked.path in ("/news/article.html", "/mobile/article.html"):
            number = asked.query.get("no", "")
            article = self._articles.get(int(number)) if number.isascii() and number.isdigit() else None
            dresses = mobile if asked.path.startswith("/mobile") else unfamiliar if strange else story
            return partial(dresses.story, paper, article) if article else lambda: story.GONE
        return self._list(paper, asked, (unfamiliar if strange else lists).listing)

    def _list(self, paper: Paper, asked: Asked, write: Callable[..., str]) -> Write | None:
        page = _number(asked.query.get("page", ""), 1)
        number = _number(asked.query.get("sec_no", ""), 0)
        name = paper.section(number)
        articles = () if self.unknown_section == "empty" and not paper.known(number) else paper.of(name)
        section = (paper, name or "전체기사", f"{asked.path}?sec_no={number}", articles, page)
        match asked.path:
            case "/news/section_list_all.html":
                return partial(write, *section)
            case "/news/section.html":
                return lambda: front.section_front(paper, articles, write(*section))
            case "/mobile/section_list_all.html":
                return partial(mobile.listing, *section)
            case "/news/article_list_all.html":
                return partial(write, paper, "전체기사", asked.path, paper.articles, page)
            case "/news/best_list_all.html":
                base = f"{asked.path}?lay_no={_number(asked.query.get('lay_no', ''), 1879)}"
                return partial(write, paper, "많이 본 기사", base, paper.front_plan.most_read, page)
            case "/news/article_list_writer.html":
                author = asked.query.get("name", "")
                written = [article for article in paper.articles if article.author and article.author == author]
                return partial(write, paper, f"{author} 기자", lists.writer_address(author), written, page)
            case "/news/search_result.html":
                words = asked.query.get("search", "")
                base = f"{asked.path}?search={quote(words)}"
                return partial(write, paper, f"'{words}' 검색 결과", base, _found(paper, words), page)
        return None

    def _feed(self, paper: Paper, asked: Asked) -> Write | None:
        if self.rss != "xml":
            return partial(front.front, paper) if self.rss == "html" else None
        file = asked.path.rpartition("/")[2]
        number = file.removeprefix("section_").removesuffix(".xml")
        if file in ("news.xml", "newsbest.xml"):
            return partial(rss.rss, paper, "", paper.articles if file == "news.xml" else paper.front_plan.most_read)
        if file != number and number.isdecimal() and int(number) in paper.numbers.values():
            return partial(rss.rss, paper, paper.section(int(number)), paper.of(paper.section(int(number))))
        return None


def _number(text: str, otherwise: int) -> int:
    try:
        return int(text)
    except ValueError:
        return otherwise


def _found(paper: Paper, words: str) -> list[Article]:
    if not words:
        return []
    return [
        article
        for article in paper.articles
        if any(words in field for field in (article.title, article.subtitle, *article.paragraphs))
    ]
