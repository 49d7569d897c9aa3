"""How the same paper is dressed: what differs from one mediaon site to another, as data; and one that is no mediaon's.

The fields name what the sites vary in: layout number, `clamp` or `cmp`, wrappers, where menus lead, date separators.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Wrapper:
    """How an article page is nested. `head`: in div.art_top, only in div.fix_art_top, or in both."""

    name: str
    head: Literal["top", "fixed", "both"]
    body: Literal["full", "cnt_view", "smart", "arvdate"]
    date_word: str = "등록"


FULL = Wrapper("arv_001_01", "top", "full")
FIXED = Wrapper("arv_005_01", "fixed", "full", "작성")
BOTH = Wrapper("arv_003", "both", "cnt_view", "입력")
SMART = Wrapper("arv_001_01", "top", "smart")
BARE = Wrapper("arv_007", "fixed", "arvdate")


@dataclass(frozen=True, slots=True)
class Skin:
    """One way to dress the site. `turn` shifts which section block has which flavour of item."""

    name: str
    layout: str
    clamp: Literal["clamp", "cmp"]
    wrappers: tuple[Wrapper, ...]
    menu_page: str = "section_list_all.html"
    menu_span: bool = True
    menu_class: str = ' class="vertical"'
    list_wrap: str = ""
    list_dates: str = "%Y-%m-%d %H:%M"
    list_meta: Literal["li", "em"] = "li"
    page_first: bool = False
    crumbs: Literal["art_top_nav", "path_wrap"] = "art_top_nav"
    weather_class: str = "wt02 ico01"
    search: Literal["get", "post"] = "get"
    named_entities: bool = False
    lead: str = "hdl_003"
    turn: int = 0
    numbers: int = 0


SKINS = {
    skin.name: skin
    for skin in (
        Skin("m11", "m11", "clamp", (FULL, FIXED), search="post", numbers=3),
        Skin(
            "m13", "m13", "cmp", (FIXED, BOTH, SMART), menu_class="", list_wrap="ara_001", list_dates="%Y.%m.%d",
            page_first=True, crumbs="path_wrap", weather_class="wt02 ico02", named_entities=True, lead="hdl_007",
            turn=3, numbers=24,
        ),
        Skin(
            "m16", "m16", "clamp", (SMART, BARE), menu_page="section.html", menu_span=False, list_meta="em",
            list_dates="%Y/%m/%d %H:%M", lead="hdl_018", turn=9, numbers=1648,
        ),
        Skin("unknown", "", "clamp", (FULL,), list_dates="%Y년 %m월 %d일 %H:%M", numbers=500),
    )
}  # fmt: skip
