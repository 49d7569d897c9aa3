"""The front page's blocks in every flavour that mediaon sites have, by the number of their skin code."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

from ..articles import Article
from ..paper import FrontBlock, Paper
from ..skins import Skin
from .frame import clipped, text

DAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")


def _image(article: Article, skin: Skin) -> str:
    return f'<img src="{article.image}" alt="{text(article.title, skin)}">' if article.image else ""


def _subtitle(article: Article, skin: Skin, tag: str) -> str:
    return (
        f'<{tag} class="ofe">{text(article.subtitle.replace(chr(10), " "), skin)}</{tag}>' if article.subtitle else ""
    )


def arl_034(article: Article, skin: Skin) -> str:
    title = text(article.title, skin)
    return f'<li><a href="{article.path}" class="ofe" title="{title}">{title}</a></li>'


def arl_017(article: Article, skin: Skin) -> str:
    return f'<li><a class="ofe" href="{article.path}">{text(article.title, skin)}</a></li>'


def arl_031(article: Article, skin: Skin) -> str:
    kind = escape(article.sub or article.section)
    return (
        f'<li><a href="{article.path}"><strong class="ofe"><em>{kind}</em>{text(article.title, skin)}</strong></a></li>'
    )


def arl_023(article: Article, skin: Skin) -> str:
    bare = "" if article.image else ' class="no_img"'
    return f"""<li{bare}><div class="art_box"><a href="{article.path}">
<h2 class="{skin.clamp} c2">{text(article.title, skin)}</h2>{_subtitle(article, skin, "h3")}
<div><p class="ffd {skin.clamp} c3">{clipped(article, skin)}</p></div><span>{_image(article, skin)}</span></a></div></li>"""


def arl_054(article: Article, skin: Skin) -> str:
    return f"""<li class="art_box"><a href="{article.path}"><h3 class="ofe">{text(article.title, skin)}</h3>{_subtitle(article, skin, "h4")}
<span>{_image(article, skin)}</span><p class="ffd {skin.clamp} c2">{clipped(article, skin)}</p></a></li>"""


def hdl_007(article: Article, skin: Skin) -> str:
    return f"""<li><a href="{article.path}"><span class="bf32"><span class="bfbox">{_image(article, skin)}</span></span>
<div><h2 class="{skin.clamp} c2">{text(article.title, skin)}</h2>{_subtitle(article, skin, "h3")}
<p class="ffd {skin.clamp} c2">{clipped(article, skin)}</p></div></a></li>"""


def hdl_022(article: Article, skin: Skin) -> str:
    return (
        f'<li><a href="{article.path}"><span class="thumb">{_image(article, skin)}</span>'
        f"<strong>{text(article.title, skin)}</strong></a></li>"
    )


def hdl_010(article: Article, skin: Skin) -> str:
    kind = escape(article.sub or article.section)
    return (
        f'<li><span>{_image(article, skin)}</span><a href="{article.path}" class="art_link"><em class="ofe">{kind}</em>'
        f'<h3 class="{skin.clamp} c2">{text(article.title, skin)}</h3></a></li>'
    )


def pvw_007(article: Article, skin: Skin) -> str:
    return (
        f'<li><a href="{article.path}">{_image(article, skin)}<b><span class="ofe">{text(article.title, skin)}</span></b>'
        "</a></li>"
    )


def hdl_018(article: Article, skin: Skin) -> str:
    return (
        f'<li><a href="{article.path}" class="thumb_wrap"><div><span class="thumb">{_image(article, skin)}</span>'
        f"<strong>{text(article.title, skin)}</strong><em>{clipped(article, skin)}</em></div></a></li>"
    )


# What an item of each flavour is written by, and the list around the items.
ITEMS: dict[str, tuple[Callable[[Article, Skin], str], str]] = {
    "arl_034": (arl_034, '<div class="art_box"><ul class="art_list">{}</ul></div>'),
    "arl_017": (arl_017, '<div class="art_box"><ul class="art_list">{}</ul></div>'),
    "arl_031": (arl_031, '<ul class="section_list">{}</ul>'),
    "arl_023": (arl_023, "<ul>{}</ul>"),
    "arl_054": (arl_054, '<ul class="art_set">{}</ul>'),
    "hdl_003": (arl_023, "<ul>{}</ul>"),
    "hdl_007": (hdl_007, "<ul>{}</ul>"),
    "hdl_022": (hdl_022, '<ul class="ver_list">{}</ul>'),
    "hdl_010": (hdl_010, '<ul class="hdl_list">{}</ul>'),
    "pvw_007": (pvw_007, '<div class="photo"><ul>{}</ul></div>'),
    "hdl_018": (hdl_018, "<ul>{}</ul>"),
}


def items(flavour: str, articles: Iterable[Article], skin: Skin) -> str:
    """Write items of one flavour with the list around them."""
    write, around = ITEMS[flavour]
    written = "\n".join(write(article, skin) for article in articles)
    return around.replace("{}", f"\n{written}\n")


def titled(place: int, name: str, href: str, content: str, flavour: str) -> str:
    """Write a block with its heading and its 더보기; every third block's heading lacks the inner div."""
    more = f'<a href="{href}" class="btn_art_more"><span class="ics ics01"><span class="blind">더보기</span></span></a>'
    heading = f'<h2><a href="{href}" >{name}</a></h2>\n{more}'
    title = (
        f'<div class="tit_set ts22">{heading}</div>'
        if place % 3 == 2
        else f'<div class="tit_set ts11"><div>{heading}</div></div>'
    )
    return f'<div class="{flavour}">\n{title}\n{content}\n</div>\n'


def section_block(paper: Paper, place: int, block: FrontBlock) -> str:
    """Write one section's block."""
    href = f"/news/section_list_all.html?sec_no={block.number}"
    return titled(place, block.section, href, items(block.flavour, block.articles, paper.skin), block.flavour)


def ticker(articles: Iterable[Article], skin: Skin) -> str:
    """Write the ticker of the newest titles."""
    rows = "".join(f'<li><a href="{article.path}">{text(article.title, skin)}</a></li>' for article in articles)
    return f'<div class="arl_019"><strong>속보</strong><ul class="lst_pop">{rows}</ul></div>\n'


def timeline(articles: Iterable[Article], skin: Skin) -> str:
    """Write the timeline, the only block with dates: a heading a day, a time an item."""
    days: dict[str, str] = {}
    for article in articles:
        day = f"{article.published:%Y-%m-%d}_{DAYS[article.published.weekday()]}"
        row = f'<li><a href="{article.path}"><b class="ofe">{text(article.title, skin)}</b></a><i>{article.published:%H:%M}</i></li>'
        days[day] = days.get(day, "") + row
    rows = "".join(f"<h3>{day}</h3><ul>{rows}</ul>" for day, rows in days.items())
    head = '<div class="tit_set ts03"><h2><a href="/news/section_list_all.html?sec_no=-2">타임라인</a></h2></div>'
    return f'<div class="arl_005">{head}<div class="time_list">{rows}</div></div>\n'


def photos(articles: Iterable[Article], skin: Skin) -> str:
    """Write a slide of pictures whose titles stand nowhere but in their alternative texts."""
    rows = "".join(f'<li><a href="{article.path}">{_image(article, skin)}</a></li>' for article in articles)
    return f'<div class="pvw_012"><div class="tit_set ts07"><h2>포토</h2></div><ul class="slide">{rows}</ul></div>\n'
