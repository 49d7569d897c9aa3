"""The site's RSS: /data/rss/news.xml and section_N.xml, with the disorder that such feeds have.

Items take turns: a title in CDATA or escaped, a link absolute or relative, a date in RFC 822, in a numeric form or
without a zone. Control characters cannot stand in XML: a title goes without them, a text that has any is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from email.utils import format_datetime
from html import escape

from ..articles import Article
from ..paper import Paper
from .blocks import DAYS

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
LIMIT = 25
DATES = (
    format_datetime,
    lambda when: f"{when:%Y-%m-%d %H:%M:%S}",
    lambda when: f"{when:%Y%m%d%H%M%S%z}",
    lambda when: f"{DAYS[when.weekday()].title()}, {when:%d %m %Y %H:%M:%S %z}",
)


def _item(paper: Paper, place: int, article: Article) -> str:
    title = article.shown if CONTROLS.search(article.title) else article.title
    told = f"<![CDATA[{title}]]>" if place % 2 == 0 and "]]>" not in title else escape(title)
    link = escape(article.path if place % 5 == 4 else f"{paper.origin}{article.path}")
    lead = "" if CONTROLS.search(article.lead) else article.lead
    description = f"<![CDATA[<p>{escape(lead)}</p>]]>" if place % 3 == 0 else escape(lead) if place % 3 == 1 else ""
    author = f"<author>{escape(article.author)} 기자</author>" if article.author else ""
    date = DATES[place % len(DATES)](article.published)
    return (
        f"<item><title>{told}</title><link>{link}</link><description>{description}</description>{author}"
        f"<category>{escape(article.section)}</category><pubDate>{date}</pubDate></item>"
    )


def rss(paper: Paper, name: str, articles: Sequence[Article]) -> str:
    """Write a feed of the newest articles; items have no guid."""
    rows = "\n".join(_item(paper, place, article) for place, article in enumerate(articles[:LIMIT]))
    title = f"{paper.name} - {name}" if name else paper.name
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>'
        f"<title>{escape(title)}</title><link>{paper.origin}</link><description>{escape(title)}</description>"
        f"<language>ko</language>\n{rows}\n</channel></rss>\n"
    )
