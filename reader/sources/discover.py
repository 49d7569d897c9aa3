"""What sources an address offers, by the one answer that it gave: the feed that it is, a mediaon site, feeds it names.

Owns how an address typed by a person is understood, by what a mediaon site is known, and which addresses are worth
trying where a page names no feed. Asks nothing itself; each guess that is asked comes back here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec.structs import replace

from reader.errors import NotWhatItSays, ParseError, UnsafeAddress
from reader.model import Discovery, Offer
from reader.sources import feed
from reader.sources.feed import kind_of
from reader.sources.markup import attribute
from reader.sources.mediaon.page import line, open_page
from reader.text.address import absolute, bare, canonical, host, safe_url
from reader.text.charset import decode
from reader.text.clean import TITLE, clean
from reader.text.dates import KST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reader.sources.mediaon.page import Page

PARSER_VERSION = 1

_MOST = 100  # offers of one page: lists of feeds have fifty
_LONGEST_NAME = 60
_FEED_TYPES = re.compile(
    r"\s*application/(?:rss|atom|rdf|feed)\+(?:xml|json)|\s*application/json|\s*text/xml|\s*application/xml",
    re.IGNORECASE,
)
_FEED_PATH = re.compile(
    r"\.(?:rss|rdf|atom)$|/(?:rss|feeds?|atom)(?:/|$)|rss[\w-]*\.xml$|feed[\w-]*\.(?:xml|json)$|/index\.xml$|rssfeed",
    re.IGNORECASE,
)
_NO_FEED = re.compile(r"sitemap|opensearch|/oembed|\.html?$|wp-json", re.IGNORECASE)
_COMMENTS = re.compile(r"comments?|댓글", re.IGNORECASE)
_GENERIC = re.compile(r"\W*(?:rss|atom|feed|xml|피드|구독|json|[\s/|·:-]|2\.0|1\.0|0\.\d+)*\W*", re.IGNORECASE)
_LOOPBACK = re.compile(r"(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|10\.|192\.168\.)", re.IGNORECASE)
_MARKS = (
    (b"%PDF", "PDF"), (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"PK\x03\x04", "ZIP"),
    (b"\x1f\x8b", "gzip"), (b"ID3", "MP3"), (b"RIFF", "RIFF"), (b"OggS", "Ogg"),
)  # fmt: skip
_ARTICLE_PATH = "/news/article.html?no="
_ISSUE = re.compile(r"제호\s*[:：]?\s*(\S[^|/:：·]{0,30}?)\s*(?=[|/·]|$|등록|발행)")
_BETWEEN = re.compile(r"\s*[|:：<>»]\s*|\s+[-–—·]\s+")
_LONGEST_BEHIND = 20
_NAME_END = re.compile(r"\s*(?:[|:：·<>»]|\s[-–—]\s).*$")
# Where systems keep their feeds: ours first, then the other Korean one, blogs, and what is most usual.
_USUAL = ("/rss", "/feed", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml")
_ND_SOFT = ("/rss/allArticle.xml",)


def addresses(typed: str) -> tuple[str, ...]:
    """Give the addresses that a person may have meant, the likeliest first; raises UnsafeAddress where there is none.

    `feed:` is taken off; without a scheme https comes first, http first for hosts that are one's own.
    """
    text = typed.strip().strip("<>\"'").strip()
    text = re.sub(
        r"^feed:(?://)?(?=https?:)",
        "",
        re.sub(r"^feed://(?!https?:)", "", text, flags=re.IGNORECASE),
        flags=re.IGNORECASE,
    )
    if re.match(r"[a-z][a-z\d+.-]*://|(?:mailto|javascript|data|file|tel|about):", text, re.IGNORECASE):
        meant: tuple[str, ...] = (text,)
    else:
        schemes = ("http", "https") if _LOOPBACK.match(text) else ("https", "http")
        meant = tuple(f"{scheme}://{text.lstrip('/')}" for scheme in schemes)
    found = tuple(url for each in meant if (url := absolute("", each)) and _plausible(url))
    if not found or re.search(r"\s", text):
        raise UnsafeAddress(url=clean(bare(typed), limit=TITLE), host=host(meant[0]))
    return found


def discover(data: bytes, url: str, *, content_type: str = "", encoding: str = "") -> Discovery:
    """Tell what the answer `data` of `url` offers; guesses only where it offers nothing.

    Raises NotWhatItSays for what is neither a page nor a feed: a PDF, a picture, nothing at all.
    """
    if not data.strip():
        raise NotWhatItSays(host=host(url), expected="RSS/Atom, HTML", found="0 B")
    if found := next((name for mark, name in _MARKS if data.startswith(mark)), ""):
        raise NotWhatItSays(host=host(url), expected="RSS/Atom, HTML", found=found)
    text = decode(data, content_type=content_type, override=encoding)
    if (offer := _feed(text, url)) is not None:
        return Discovery((offer,))
    if kind_of(text) != "HTML" and "<" not in text:
        raise NotWhatItSays(host=host(url), expected="RSS/Atom, HTML", found=kind_of(text))
    page = open_page(text, url, KST)
    site = Offer(
        "mediaon", _site_name(page), absolute(page.url, "/"), home=absolute(page.url, "/"), language=_language(page)
    )
    own = [site] if _is_mediaon(page) else []
    offers = _each_once([*own, *_linked(page, site), *_anchored(page, site)])
    return Discovery(offers, () if offers else _guesses(page))


def _plausible(url: str) -> bool:
    name = urlsplit(url).hostname or ""
    return "." in name or ":" in name or name == "localhost"


def _feed(text: str, url: str) -> Offer | None:
    """Offer the answer itself if it is a feed."""
    try:
        told = feed.parse(text, url)
    except ParseError:
        return None
    name = told.title or host(url)
    return Offer("feed", clean(name, limit=_LONGEST_NAME), url, home=told.home, language=told.language)


def _is_mediaon(page: Page) -> bool:
    """Know a site of mediaon's by its skins, or by its menu and articles together."""
    tree = page.tree
    skinned = tree.css_first('link[href*="/data/skin/layout/"], script[src*="/data/skin/"]') is not None
    powered = tree.css_first('img[alt*="mediaOn" i], a[href*="mediaon.co.kr"]') is not None
    sections = (
        tree.css_first('a[href*="section_list_all.html?sec_no="], a[href*="/news/section.html?sec_no="]') is not None
    )
    articles = tree.css_first(f'a[href*="{_ARTICLE_PATH}"]') is not None or _ARTICLE_PATH in page.url
    return (articles and sections) or ((articles or sections) and (skinned or powered))


def _site_name(page: Page) -> str:
    """Name the paper: as it says for sharing, in its title where that is the front page's, as registered, its logo."""
    footer = page.first("#footer", "footer")
    registered = _ISSUE.search(line(footer)) if footer is not None else None
    title = line(page.tree.css_first("title"))
    logo = page.first('h1 a[href="/"] img[alt]', 'a[href="/"] img[alt]')
    front = urlsplit(page.url).path in {"", "/", "/index.html"}
    told = (
        page.meta("og:site_name", "application-name"),
        _NAME_END.sub("", title) if front else _behind(title),
        registered[1] if registered else "",
        attribute(logo, "alt") if logo is not None else "",
    )
    return next((name for each in told if (name := clean(each, limit=_LONGEST_NAME))), host(page.url))


def _behind(title: str) -> str:
    """Give the name that stands behind an article's title."""
    parts = _BETWEEN.split(title)
    return parts[-1] if len(parts) > 1 and len(parts[-1]) <= _LONGEST_BEHIND else ""


def _linked(page: Page, site: Offer) -> list[Offer]:
    """Offer the feeds that the page's head names (HTML 4.6.7.1); those of comments after all others."""
    found = [
        _offer(site, absolute(page.url, attribute(link, "href")), attribute(link, "title"))
        for link in page.tree.css("link[href]")[:_MOST]
        if _names_feed(attribute(link, "rel").lower().split(), attribute(link, "type"))
    ]
    usable = [offer for offer in found if offer is not None and not _NO_FEED.search(urlsplit(offer.url).path)]
    return sorted(usable, key=lambda offer: bool(_COMMENTS.search(f"{offer.name} {offer.url}")))


def _names_feed(relations: list[str], kind: str) -> bool:
    return "feed" in relations or ("alternate" in relations and bool(_FEED_TYPES.match(kind)))


def _anchored(page: Page, site: Offer) -> Iterator[Offer]:
    """Offer the feeds that the page links to, as lists of feeds do: known by their addresses, named by their words."""
    for link, href in page.links():
        url = absolute(page.url, href)
        parts = urlsplit(url)
        served = parts.path.endswith(".xml") and parts.netloc.startswith(("rss.", "feed.", "feeds."))
        if not (served or _FEED_PATH.search(parts.path)) or _NO_FEED.search(parts.path):
            continue
        offer = _offer(site, url, line(link) or attribute(link, "title"))
        if offer is not None and canonical(url) != canonical(page.url):
            yield offer


def _offer(site: Offer, url: str, title: str) -> Offer | None:
    """Make the offer of a feed, named after its site and what it says it holds; None without a safe address."""
    if not safe_url(url):
        return None
    name = clean(title, limit=_LONGEST_NAME)
    if name.startswith(("http:", "https:")):
        name = urlsplit(url).path.rstrip("/").rpartition("/")[2].partition(".")[0]
    if _GENERIC.fullmatch(name):
        name = site.name
    elif site.name not in name and len(name) + len(site.name) < _LONGEST_NAME:
        name = f"{site.name} {name}"
    return Offer("feed", name, url, home=site.home, language=site.language)


def _language(page: Page) -> str:
    root = page.tree.css_first("html")
    return clean(attribute(root, "lang") if root is not None else "", limit=_LONGEST_NAME).lower()


def _each_once(found: list[Offer]) -> tuple[Offer, ...]:
    """Leave out repeated addresses, and give each offer a name of its own."""
    once: dict[str, Offer] = {}
    for offer in found:
        once.setdefault(f"{offer.kind} {canonical(offer.url)}", offer)
    named: dict[str, Offer] = {}
    for offer in list(once.values())[:_MOST]:
        names = (offer.name, f"{offer.name} RSS", *(f"{offer.name} {number}" for number in range(2, _MOST + 2)))
        name = next(name for name in names if name not in named)
        named[name] = replace(offer, name=name)
    return tuple(named.values())


def _guesses(page: Page) -> tuple[str, ...]:
    """Give the addresses where this page's system keeps a feed, then the usual ones."""
    known: tuple[str, ...] = ()
    if page.tree.css_first('a[href*="articleView.html?idxno="]') is not None:
        known = _ND_SOFT
    elif "wordpress" in page.meta("generator").lower():
        known = ("/feed/",)
    return tuple(dict.fromkeys(url for path in (*known, *_USUAL) if (url := absolute(page.url, path))))
