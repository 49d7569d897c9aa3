"""What every page has around it: head, masthead with date and weather strip, menu, footer."""

from __future__ import annotations

import hashlib
from html import escape

from ..articles import Article
from ..data.stations import ICONS
from ..paper import TREE, Paper
from ..skins import Skin

WEEKDAYS = "월화수목금토일"
TABS = "\t" * 8
NAMED = {"…": "&hellip;", "·": "&middot;", "“": "&ldquo;", "”": "&rdquo;", "‘": "&lsquo;", "’": "&rsquo;"}


def text(value: str, skin: Skin) -> str:
    """Write text as HTML, once; some sites prefer named entities."""
    written = escape(value)
    if skin.named_entities:
        for character, name in NAMED.items():
            written = written.replace(character, name)
    return written


def clipped(article: Article, skin: Skin) -> str:
    """Write an article's lead as lists have it, with the template's indentation before it."""
    return f"\n{TABS}{text(article.lead, skin)}"


def head(paper: Paper, title: str, path: str, extra: str = "", *, described: str = "", image: str = "") -> str:
    """Write the head; og:type is "article" on every page, and attributes stand apart by tabs."""
    address = escape(f"{paper.origin}{path}")
    shown = text(title, paper.skin)
    about = text(described or f"{paper.name} - 세상을 여는 신문", paper.skin)
    picture = f"{paper.origin}{image}" if image else f"{paper.origin}/data/design/logo/sns.png"
    return f"""<!DOCTYPE html>
<html lang="ko">
<head>
<meta charset="UTF-8">
<meta http-equiv="X-UA-Compatible" content="IE=edge">
<meta property="og:url"\t\t\t\t\tcontent="{address}" />
<meta property="og:type"\t\t\t\tcontent="article" />
<meta property="og:title"\t\t\t\tcontent="{shown}" />
<meta property="og:description"\t\t\tcontent="{about}" />
<meta property="og:image"\t\t\t\tcontent="{escape(picture)}" />
<meta name="twitter:card"\t\t\t\tcontent="photo" />
<meta name="twitter:title"\t\t\t\tcontent="{shown}" />
{extra}<link rel="canonical" href="{address}" />
<link rel="alternate" type="application/rss+xml" title="RSS 2.0" href="/data/rss/news.xml">
<link rel="stylesheet" href="/data/skin/layout/1/{paper.skin.layout}/images/css/index_cache.css">
<title>{shown}</title>
<script>var page_config = {{"site": "{escape(paper.name)}", "no": "<li><a href='/news/article.html?no=1'>x</a></li>"}};</script>
</head>
"""


def date_and_weather(paper: Paper) -> str:
    """Write the day and the strip of the sixteen stations."""
    slide = hashlib.md5(paper.name.encode(), usedforsecurity=False).hexdigest()
    rows = "\n".join(
        f'{TABS}{TABS}<li class="icon_w"><span class="iw{ICONS.get(station.sky) or "00"}">{escape(station.sky)}</span>'
        f"{escape(station.name)} {station.temperature or '-'}℃</li>"
        for station in paper.strip
    )
    return f"""<p class="today_txt">{paper.now:%Y.%m.%d} ({WEEKDAYS[paper.now.weekday()]})</p>
<div class="weather_box {paper.skin.weather_class}">
<ul class="weather_slide" id="weather_slide_{slide}">
{rows}
</ul>
<script>jQuery11('#weather_slide_{slide}').bxSlider({{auto: true, mode: 'fade', pause: 2500}});</script>
<a href="http://www.kma.go.kr/" class="wc" target="_blank">기상청 제공</a>
</div>"""


def _menu_row(paper: Paper, place: int, name: str, subs: tuple[str, ...]) -> str:
    label = (lambda word: f"<span>{word}</span>") if paper.skin.menu_span else (lambda word: word)
    below = "".join(
        f'<li><a href="/news/section_list_all.html?sec_no={paper.numbers[sub]}">{label(sub)}</a></li>\n' for sub in subs
    )
    under = f'<ul id="submenu{place}" style="display: none;">\n{below}</ul>' if subs else ""
    href = f"/news/{paper.skin.menu_page}?sec_no={paper.numbers[name]}"
    return f'<li><a href="{href}" id="gnbnav{place}">{label(name)}</a>\n{under}</li>'


def menu(paper: Paper) -> str:
    """Write the menu: all articles, the sections with those below them, specials, and a link that leads elsewhere."""
    rows = "\n".join(_menu_row(paper, place, *row) for place, row in enumerate(TREE.items(), 2))
    return f"""<div class="wrapper" id="nav"><ul id="gnb"{paper.skin.menu_class}>
<li><a href="/news/article_list_all.html" id="gnbnav1"><span>전체기사</span></a></li>
{rows}
<li><a href="/news/section_list_all.html?sec_no=0"><span>최신</span></a></li>
<li><a href="/home/page.html?code=intro"><span>신문사 소개</span></a></li>
<li><a href="http://kfta.or.kr/?sec_no=77" target="_blank"><span>제휴 기관</span></a></li>
</ul></div>
"""


def masthead(paper: Paper) -> str:
    """Write everything above a page's own content."""
    search = (
        f'<form action="/news/search_result.html" method="{paper.skin.search}">'
        '<input type="text" name="search" value=""><button>검색</button></form>'
    )
    return f"""<body>
<div class="wrapper top_nav"><div>
<ul class="tn_left"><li><a href="/">시작페이지로</a></li><li><a href="/?mobile_set">모바일</a></li></ul>
{date_and_weather(paper)}
<ul class="tn_right"><li><a href="/member/login.html">로그인</a></li><li><a href="/news/search.html">상세검색</a></li></ul>
</div></div>
<div class="wrapper" id="header"><h1><a href="/"><img src="/data/design/logo/logo.png" alt="{escape(paper.name)}"></a></h1>{search}</div>
{menu(paper)}"""


def footer(paper: Paper) -> str:
    """Write everything below a page's own content."""
    now = paper.now
    return f"""<div class="wrapper" id="footer"><div>
<p class="ffd">제호 : {paper.name} | 등록번호 : 가상 아00000 | 발행인 : 누리 | 무단 전재, 복사, 배포 등을 금합니다.</p>
<a href="http://www.mediaon.co.kr/"><img src="/data/design/by.png" alt="powered by mediaOn" /></a>
<p class="ffd mt00"><span class="fwb mr00">UPDATE</span>: {now:%Y}년 {now:%m}월 {now:%d}일 {now:%H}시 {now:%M}분</p>
</div></div>
</body>
</html>
"""


def comment_tail(paper: Paper) -> str:
    """Write the last bytes of a page that the site keeps as a file."""
    return f"\n<!-- MAKE FILE ({paper.now:%Y-%m-%d %H:%M:%S}) -->"
