"""List pages: sections, all articles, a reporter's, the most read, and what a search found; ten a page."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from ..articles import Article
from ..paper import DEAF, PER_PAGE, Paper
from .frame import clipped, footer, head, masthead, text


def page_of(articles: Sequence[Article], page: int, *, deaf: bool = False) -> tuple[Sequence[Article], int, int]:
    """Give a page's articles, its number and how many there are; past the end the last one is repeated."""
    last = max(1, -(-len(articles) // PER_PAGE))
    shown = 1 if deaf else min(max(page, 1), last)
    return articles[(shown - 1) * PER_PAGE : shown * PER_PAGE], shown, last


def _row(paper: Paper, article: Article) -> str:
    skin = paper.skin
    name = f'<li class="name">{text(article.author, skin)} 기자</li>' if article.author else ""
    when = article.published.strftime(skin.list_dates)
    date = f'<li class="date">{when}</li>' if skin.list_meta == "li" else f"<li><em>{when}</em></li>"
    image = f'<span><img src="{article.image}" alt="{text(article.title, skin)}"></span>' if article.image else ""
    bare = "" if article.image else ' class="no_img"'
    return f"""<li{bare}><a href="{article.path}">
{image}<h2 class="{skin.clamp} c2">{text(article.title, skin)}</h2>
<p class="ffd {skin.clamp} c2">{clipped(article, skin)}</p>
<ul class="ffd art_info">{name}{date}</ul></a></li>"""


def _address(base: str, page: int, *, page_first: bool) -> str:
    path, _, query = base.partition("?")
    parts = [f"page={page}", *([query] if query else [])]
    return f"{path}?{'&amp;'.join(parts if page_first else reversed(parts))}"


def _paging(base: str, shown: int, last: int, *, page_first: bool) -> str:
    numbers = "".join(
        f'<a {"class=on " if number == shown else ""}href="{_address(base, number, page_first=page_first)}">{number}</a>'
        for number in range(1, min(last, 10) + 1)
    )
    after = f'<a class="btn_p next" href="{_address(base, 11, page_first=page_first)}">다음</a>' if last > 10 else ""
    return f'<div class="btn_pagenum">{numbers}{after}</div>'


def listing(paper: Paper, name: str, base: str, articles: Sequence[Article], page: int) -> str:
    """Write one page of a list; `name` is its heading, `base` its address without page=."""
    rows, shown, last = page_of(articles, page, deaf=name == DEAF)
    skin = paper.skin
    written = "\n".join(_row(paper, article) for article in rows)
    body = f'<ul class="art_list_all">\n{written}\n</ul>{_paging(base, shown, last, page_first=skin.page_first)}'
    wrapped = f'<div class="{skin.list_wrap}">{body}</div>' if skin.list_wrap else body
    side = "".join(
        f'<li><a href="{article.path}">{text(article.title, skin)}</a></li>' for article in paper.articles[3:8]
    )
    return f"""{head(paper, f"{name} - {paper.name}", base.replace("&amp;", "&"))}{masthead(paper)}<div class="wrapper" id="container">
<div class="path_wrap"><h3>{text(name, skin)}</h3><ul><li><a href="/">홈</a></li><li>{text(name, skin)}</li></ul></div>
<div class="list_body">
{wrapped}
</div>
<div class="side"><div class="arl_026"><div class="tit_set"><h2>많이 본 기사</h2></div><ol class="best_list">{side}</ol></div></div>
</div>
{footer(paper)}"""


def writer_address(author: str) -> str:
    """Give the address of a reporter's list."""
    return f"/news/article_list_writer.html?name={quote(author)}&amp;user_no=0"
