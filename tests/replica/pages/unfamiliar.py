"""A dress that no mediaon site wears: other class names, no #gnb, no 더보기, no list classes, no #news_body_area.

Only the addresses, og: elements and the nature of the thing are left: links to articles with titles, one long text.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ..articles import Article
from ..paper import DEAF, TREE, Paper
from .frame import WEEKDAYS, clipped, comment_tail, head, text
from .lists import page_of
from .story import body_of


def _top(paper: Paper) -> str:
    sections = "".join(
        f'<a class="item" href="/news/section_list_all.html?sec_no={paper.numbers[name]}">{name}</a>\n'
        for top, subs in TREE.items()
        for name in (top, *subs)
    )
    day = f"{paper.now:%Y}년 {paper.now.month}월 {paper.now.day}일 {WEEKDAYS[paper.now.weekday()]}요일"
    return f"""<body class="np">
<header class="np-top"><a class="np-name" href="/">{paper.name}</a><time>{day}</time></header>
<nav class="np-nav" role="navigation"><a class="item" href="/news/article_list_all.html">전체</a>
{sections}<a class="item" href="http://kfta.or.kr/">제휴</a></nav>
<main class="np-main">"""


def _bottom(paper: Paper) -> str:
    return (
        f"</main>\n<footer class='np-foot'>{paper.name} · 가상의 신문 · ⓒ All rights reserved.</footer></body></html>\n"
    )


def _card(article: Article, paper: Paper, tag: str) -> str:
    image = f'<img class="np-pic" src="{article.image}" alt="">' if article.image else ""
    return f"""<article class="np-card"><a href="{article.path}">{image}</a>
<div class="np-words"><{tag}><a href="{article.path}">{text(article.title, paper.skin)}</a></{tag}>
<p class="np-lead">{clipped(article, paper.skin)}</p></div></article>"""


def front(paper: Paper) -> str:
    """Write the front page: a large card, then a shelf of cards a section."""
    plan = paper.front_plan
    shelves = "\n".join(
        f'<section class="np-shelf"><header><a href="/news/section_list_all.html?sec_no={block.number}">{block.section}</a></header>'
        + "\n".join(_card(article, paper, "h4") for article in block.articles)
        + "</section>"
        for block in plan.blocks
    )
    lead = f'<section class="np-first">{_card(plan.lead, paper, "h2")}</section>'
    return head(paper, paper.name, "/") + _top(paper) + lead + shelves + _bottom(paper) + comment_tail(paper)


def listing(paper: Paper, name: str, base: str, articles: Sequence[Article], page: int) -> str:
    """Write one page of a list."""
    rows, shown, last = page_of(articles, page, deaf=name == DEAF)
    cards = "\n".join(
        f"""<div class="np-row"><a href="{article.path}"><b>{text(article.title, paper.skin)}</b></a>
<span class="np-by">{escape(article.author)}</span><span class="np-when">{article.published.strftime(paper.skin.list_dates)}</span></div>"""
        for article in rows
    )
    join = "&amp;" if "?" in base else "?"
    pages = "".join(f'<a href="{base}{join}page={number}">{number}</a> ' for number in range(1, last + 1))
    return (
        head(paper, f"{name} - {paper.name}", base.replace("&amp;", "&"))
        + _top(paper)
        + f'<h1 class="np-where">{name}</h1>{cards}<div class="np-pages" data-now="{shown}">{pages}</div>'
        + _bottom(paper)
    )


def story(paper: Paper, article: Article) -> str:
    """Write an article's page."""
    skin = paper.skin
    stamp = f'<meta property="article:published_time" content="{article.published.isoformat()}">\n'
    byline = f'<span class="np-by">{text(article.author, skin)} 기자</span>' if article.author else ""
    others = "".join(f'<li><a href="{other.path}">{text(other.title, skin)}</a></li>' for other in paper.articles[:8])
    subtitle = "".join(f'<p class="np-under">{text(line, skin)}</p>' for line in article.subtitle.splitlines())
    return (
        head(paper, article.title, article.path, stamp, described=article.lead.removesuffix(".."), image=article.image)
        + _top(paper)
        + f"""<div class="np-story"><h1 class="np-title">{text(article.title, skin)}</h1>{subtitle}
<div class="np-meta">{byline}<span class="np-when">{article.published:%Y-%m-%d %H:%M}</span></div>
<div class="np-text">{body_of(article, paper)}</div></div>
<aside class="np-side"><h5>지금 많이 읽는 글</h5><ul>{others}</ul></aside>"""
        + _bottom(paper)
    )
