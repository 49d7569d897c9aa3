"""The front page: ticker, lead, timeline, section blocks, a notice block that is no news, the most read."""

from __future__ import annotations

from collections.abc import Sequence

from ..articles import Article
from ..paper import Paper
from .blocks import items, photos, section_block, ticker, timeline, titled
from .frame import comment_tail, footer, head, masthead

NOTICES = """<ul class="board_list">
<li><a href="/mybbs/bbs.html?bbs_code=notice&amp;mode=view&amp;no=31" class="ofe">설 연휴 고객센터 운영 안내</a></li>
<li><a href="/mybbs/bbs.html?bbs_code=notice&amp;mode=view&amp;no=30" class="ofe">개인정보 처리방침 개정 알림</a></li>
</ul>"""
BANNER = """<div class="com_ban"><a href="http://ad.example.com/click?no=9" target="_blank"><img src="/data/banner/top.jpg" alt="광고"></a></div>
<div class="banner_slide"><ul><li><a href="http://ad.example.com/2"><img src="/data/banner/2.jpg" alt="배너"></a></li></ul></div>"""


def front(paper: Paper) -> str:
    """Write the front page."""
    plan = paper.front_plan
    skin = paper.skin
    blocks = "".join(section_block(paper, place, block) for place, block in enumerate(plan.blocks))
    best = titled(
        1,
        "많이 본 기사",
        "/news/best_list_all.html?lay_no=1879&amp;page=1",
        items("arl_017", plan.most_read, skin),
        "arl_017",
    )
    notice = titled(2, "공지사항", "/mybbs/bbs.html?bbs_code=notice", NOTICES, "arl_040")
    return (
        head(paper, paper.name, "/")
        + masthead(paper)
        + f"""<div class="wrapper" id="container">
{ticker(plan.ticker, skin)}{BANNER}
<div class="{skin.lead} main_top">{items(skin.lead, (plan.lead,), skin)}</div>
{timeline(plan.timeline, skin)}{photos(plan.photos, skin)}{blocks}{notice}{best}</div>
"""
        + footer(paper)
        + comment_tail(paper)
    )


def section_front(paper: Paper, articles: Sequence[Article], listing: str) -> str:
    """Write a section's own front (section.html): its newest article on top, then its list."""
    top = items(paper.skin.lead, articles[:1], paper.skin)
    return listing.replace(
        '<div class="list_body">', f'<div class="{paper.skin.lead} sec_top">{top}</div>\n<div class="list_body">', 1
    )
