"""The mobile pages, to which a reader is sent that says it is a telephone; another markup at other addresses."""

from __future__ import annotations

from collections.abc import Sequence

from ..articles import Article
from ..paper import Paper
from .frame import head, text
from .lists import page_of
from .story import body_of

PHONES = ("Mobile", "Android", "iPhone")
TWINS = ("/news/article.html", "/news/section_list_all.html")


def twin(target: str, agent: str) -> str:
    """Give the address that a telephone is sent to, or "" for anyone and anything else."""
    path = target.partition("?")[0]
    phone = any(word in agent for word in PHONES)
    return target.replace("/news/", "/mobile/", 1) if phone and path in TWINS else ""


def listing(paper: Paper, name: str, base: str, articles: Sequence[Article], page: int) -> str:
    """Write one page of a list."""
    rows = "\n".join(
        f'<li class="on_thumb"><a href="/mobile/article.html?no={article.no}"><h3>{text(article.title, paper.skin)}</h3>'
        f"<ul><li>{article.published:%Y-%m-%d %H:%M}</li></ul></a></li>"
        for article in page_of(articles, page)[0]
    )
    return f'{head(paper, name, base)}<body class="m"><h2>{name}</h2><ul class="m_list">\n{rows}\n</ul></body></html>\n'


def story(paper: Paper, article: Article) -> str:
    """Write an article's page."""
    lines = "".join(f"<h3>{text(line, paper.skin)}</h3>" for line in article.subtitle.splitlines())
    return (
        f'{head(paper, article.title, f"/mobile/article.html?no={article.no}")}<body class="m">'
        f"<h2>{text(article.title, paper.skin)}</h2>{lines}<p>{article.published:%Y.%m.%d %H:%M:%S}</p>"
        f'<div class="m_body">{body_of(article, paper)}</div><p>대표전화 : 없음 | CopyrightⒸ {paper.name}</p></body></html>\n'
    )
