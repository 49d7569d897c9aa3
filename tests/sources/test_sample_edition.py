"""The sample edition agrees with itself, shows every kind of article, and is read to the last word by the parsers."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from reader.model import Frame
from reader.sources import mediaon
from reader.sources.picture import draw
from reader.sources.sample import NOW, ORIGIN, SamplePage, pages
from reader.weather import kma

PAGES = pages()
SECTIONS = {"경제산업": "61", "오피니언": "73", "교육": "79", "국제": "87"}
ALL = "/news/article_list_all.html"
LISTS = {name: f"/news/section_list_all.html?sec_no={number}" for name, number in SECTIONS.items()} | {"전체기사": ALL}
ARTICLES = sorted(path for path in PAGES if path.startswith("/news/article.html?"))
STRIP = [
    "동두천",
    "강릉",
    "서울",
    "대전",
    "대구",
    "울산",
    "광주",
    "부산",
    "고창",
    "제주",
    "강화",
    "보은",
    "금산",
    "강진군",
    "경주시",
    "거제",
]
NOISE = "#news_body_area .com_ban, #news_body_area script"


def tree(path: str) -> LexborHTMLParser:
    return LexborHTMLParser(PAGES[path].body.decode("utf-8"))


def told(node: LexborNode | LexborHTMLParser, selector: str) -> str:
    """The text of the first match, whitespace folded; "" for none."""
    found = node.css_first(selector)
    return "" if found is None else " ".join(found.text(separator=" ").split())


def rows(path: str) -> list[LexborNode]:
    return tree(path).css("ul.art_list_all > li")


def address(row: LexborNode) -> str:
    link = row.css_first("a")
    assert link is not None
    return link.attributes["href"] or ""


def body(path: str) -> LexborNode:
    area = tree(path).css_first("#news_body_area")
    assert area is not None
    return area


def passages(path: str) -> list[str]:
    """The text of every innermost piece of a body, in order, without advertisements."""
    page = tree(path)
    for noise in page.css(NOISE):
        noise.decompose()
    area = page.css_first("#news_body_area")
    assert area is not None
    return [line for line in (" ".join(line.split()) for line in area.text(separator="\n").split("\n")) if line]


def paragraphs(path: str) -> list[LexborNode]:
    return [node for node in body(path).css("p") if node.text(strip=True) and node.parent.tag == "div"]


def test_every_page_is_utf_8_and_says_so() -> None:
    for path, page in PAGES.items():
        if path.endswith(".jpg"):
            continue
        assert "charset=UTF-8" in page.content_type, path
        assert "\ufffd" not in page.body.decode("utf-8"), path
        assert page.content_type.startswith("text/xml" if path.endswith(".xml") else "text/html"), path


def test_a_list_repeats_its_only_page_past_the_end() -> None:
    for path in LISTS.values():
        joint = "&" if "?" in path else "?"
        assert PAGES[f"{path}{joint}page=2"] == PAGES[path]


def test_every_local_address_that_a_page_leads_to_is_there_but_the_bylines() -> None:
    for path, page in PAGES.items():
        if not page.content_type.startswith("text/html"):
            continue
        for link in tree(path).css("a[href^='/']"):
            href = link.attributes["href"] or ""
            assert href in PAGES or href.startswith("/news/article_list_writer.html?"), (path, href)


@pytest.mark.parametrize(("name", "path"), LISTS.items())
def test_every_listed_article_has_its_page_with_the_same_title_byline_and_minute(name: str, path: str) -> None:
    assert len(rows(path)) >= (28 if path == ALL else 6)
    for row in rows(path):
        page = tree(address(row))
        assert told(row, "h2") == told(page, ".art_top h2")
        assert told(row, "li.name") == told(page, ".art_info a")
        assert told(row, "li.date") == published(address(row)).strftime("%Y-%m-%d %H:%M")
        assert passages(address(row))[0].startswith(told(row, "p").removesuffix("..")[:60])
        if path != ALL:
            assert told(page, ".art_top_nav li:last-child") == name


def published(path: str) -> datetime:
    meta = tree(path).css_first("meta[property='article:published_time']")
    assert meta is not None
    return datetime.fromisoformat(meta.attributes["content"] or "")


def test_the_lists_together_hold_every_article_once_newest_first() -> None:
    everything = [address(row) for row in rows(ALL)]
    assert sorted(everything) == ARTICLES
    assert sorted(address(row) for name in SECTIONS for row in rows(LISTS[name])) == ARTICLES
    for path in LISTS.values():
        listed = [published(address(row)) for row in rows(path)]
        assert listed == sorted(listed, reverse=True)


def test_numbers_rise_with_time_as_the_real_ones_do() -> None:
    assert [published(path) for path in ARTICLES] == sorted(published(path) for path in ARTICLES)


def test_every_article_agrees_with_itself_and_with_its_day() -> None:
    for path in ARTICLES:
        page, moment = tree(path), published(path)
        title = told(page, ".art_top h2")
        assert title == told(page, "title")
        heading = page.css_first("meta[property='og:title']")
        canonical = page.css_first("link[rel=canonical]")
        assert heading is not None
        assert canonical is not None
        assert heading.attributes["content"] == title
        assert canonical.attributes["href"] == ORIGIN + path
        assert date(2026, 1, 13) <= moment.date()
        assert moment <= NOW - timedelta(minutes=10)
        assert moment.utcoffset() == timedelta(hours=9)
        stamp = re.search(r"등록 ([\d.]+ [\d:]+)", told(page, ".art_info"))
        assert stamp is None or stamp[1] == moment.strftime("%Y.%m.%d %H:%M:%S")


def test_no_two_bodies_or_titles_are_alike() -> None:
    assert len({" ".join(passages(path)) for path in ARTICLES}) == len(ARTICLES)
    assert len({told(tree(path), ".art_top h2") for path in ARTICLES}) == len(ARTICLES)
    long = [line for path in ARTICLES for line in passages(path) if len(line) > 20]
    assert len(long) == len(set(long))


def test_the_day_opens_with_the_lead_and_then_the_central_bank() -> None:
    first, second = rows(LISTS["경제산업"])[:2]
    lead = tree(address(first))
    assert told(first, "h2").startswith("과기정통부, 한-아세안 정상회의 비전 ")
    assert told(first, "li.name") == "김누리 기자"
    assert told(first, "li.date") == "2026-01-15 09:41"
    assert told(lead, ".art_top h3").startswith("2026 한-아세안 디지털 장관회의에서 ")
    assert passages(address(first))[0].startswith("(누리일보) 과학기술정보통신부는 ")
    assert told(second, "h2").startswith("한국은행, 기준금리 ")
    assert told(second, "li.date") == "2026-01-15 09:20"


def subtitle_lines(path: str) -> int:
    heading = tree(path).css_first(".art_top h3")
    return 0 if heading is None else len(heading.css("br")) + 1


def shown(path: str) -> str:
    return told(tree(path), ".art_top h2")


FEATURES = {
    "three sentences and no more": lambda path: 0 < len(re.findall(r"다\.", " ".join(passages(path)))) <= 3,
    "twelve paragraphs and subheadings": lambda path: len(paragraphs(path)) >= 12 and len(body(path).css("h3")) >= 3,
    "no subtitle": lambda path: subtitle_lines(path) == 0,
    "a subtitle": lambda path: subtitle_lines(path) == 1,
    "a subtitle of several lines": lambda path: subtitle_lines(path) >= 3,
    "a table with a header": lambda path: body(path).css_matches("table thead th"),
    "a numbered list": lambda path: body(path).css_matches("ol > li"),
    "a plain list": lambda path: body(path).css_matches("ul > li"),
    "a quote": lambda path: body(path).css_matches("blockquote p"),
    "a line break within a passage": lambda path: body(path).css_matches("p > br"),
    "a caption of its own element": lambda path: body(path).css_matches("figure img[src^='/'] + figcaption"),
    "a caption by its mark": lambda path: any(line.startswith("▲") for line in passages(path)),
    "a link to elsewhere": lambda path: body(path).css_matches("p > a[href^='https://']"),
    "a link to another article": lambda path: body(path).css_matches("a[href^='/news/article.html?no=']"),
    "a body of line breaks": lambda path: not body(path).css("p") and len(body(path).css("br")) > 2,
    "an advertisement in the text": lambda path: tree(path).css_matches("#news_body_area > .com_ban"),
    "an edited time": lambda path: "수정 2026.01." in told(tree(path), ".art_info"),
    "no byline": lambda path: not told(tree(path), ".art_info a"),
    "a date in the meta element only": lambda path: "등록" not in told(tree(path), ".art_info"),
    "[사설]": lambda path: shown(path).startswith("[사설] "),
    "[KBO]": lambda path: shown(path).startswith("[KBO] "),
    "[단독]": lambda path: shown(path).startswith("[단독] "),
    "a very long title": lambda path: len(shown(path)) >= 90,
    "quotation marks, an ellipsis and a middle dot": lambda path: all(mark in shown(path) for mark in "“”…·"),
    "hanja in the title": lambda path: re.search(r"[\u4e00-\u9fff]", shown(path)),
    "Latin in the title": lambda path: shown(path).startswith("AI"),
    "a columnist": lambda path: told(tree(path), ".art_info a").endswith("칼럼니스트"),
    "an entity": lambda path: b"R&amp;D" in PAGES[path].body,
}


@pytest.mark.parametrize("feature", FEATURES)
def test_the_edition_holds_an_article_with(feature: str) -> None:
    assert any(FEATURES[feature](path) for path in ARTICLES)


def test_the_front_page_leads_on_and_shows_every_section_in_its_order() -> None:
    front = tree("/")
    assert told(front, "p.today_txt") == "2026.01.15 (목)"
    lead = front.css_first(".hdl_003 a")
    assert lead is not None
    assert lead.attributes["href"] == address(rows(ALL)[0])
    assert [told(block, ".tit_set h2") for block in front.css(".tit_set")] == list(SECTIONS)
    more = [link.attributes["href"] for link in front.css("a.btn_art_more")]
    assert more == [LISTS[name] for name in SECTIONS]
    for link in front.css("a[href*='article.html?no=']"):
        title = told(link, "h2") or told(link, "h3") or told(link, "*")
        assert title == shown(link.attributes["href"] or "")


def test_the_menu_is_the_same_on_every_page() -> None:
    menus = {
        tuple((told(link, "a"), link.attributes["href"]) for link in tree(path).css("#gnb a"))
        for path, page in PAGES.items()
        if page.content_type.startswith("text/html")
    }
    assert menus == {(("전체기사", ALL), *((name, LISTS[name]) for name in SECTIONS))}


def stations(page: SamplePage) -> dict[str, tuple[str, str]]:
    pattern = r'<local stn_id="\d+" icon="\d*" desc="([^"]+)" ta="([^"]*)">([^<]+)</local>'
    return {name: (sky, value) for sky, value, name in re.findall(pattern, page.body.decode())}


def test_the_weather_strip_and_the_map_of_the_country_agree() -> None:
    whole = stations(PAGES["/XML/weather/sfc_web_map.xml"])
    strip = [re.split(r"\s+", " ".join(item.text(separator=" ").split())) for item in tree("/").css("li.icon_w")]
    assert [name for _, name, _ in strip] == STRIP
    assert {name: (sky, value.removesuffix("℃")) for sky, name, value in strip} == {name: whole[name] for name in STRIP}
    given = {"동두천": ("맑음", "0.8"), "강릉": ("맑음", "7.6"), "서울": ("맑음", "3.0"), "대전": ("박무", "4.2")}
    assert {name: whole[name] for name in given} == given
    assert whole["대구"] == ("맑음", "9.7")
    assert 1 <= sum(whole[name][0] == "-" for name in STRIP) <= 2
    assert len(whole) >= 95


def test_the_weather_parser_reads_every_station_of_that_hour() -> None:
    page = PAGES["/XML/weather/sfc_web_map.xml"]
    read = kma.parse(page.body.decode())
    assert read.observed == datetime(2026, 1, 15, 9, tzinfo=NOW.tzinfo)
    assert [station.name for station in read.stations] == list(stations(page))
    assert sum(station.temperature is None for station in read.stations) == 1


def folded(text: str) -> str:
    return "".join(text.split())


def test_the_parser_reads_the_front_page_fully() -> None:
    front = mediaon.front(PAGES["/"].body.decode(), ORIGIN + "/")
    assert front.printed == date(2026, 1, 15)
    assert [(section.name, section.number) for section in front.menu] == list(SECTIONS.items())
    assert [urlsplit(section.url).path for section in front.menu] == ["/news/section_list_all.html"] * len(SECTIONS)
    assert front.lead is not None
    assert front.lead.title.startswith("과기정통부")
    assert front.lead.subtitle.startswith("2026 한-아세안")
    assert len(front.lead.summary) > 300
    named = {block.section: block for block in front.blocks}
    assert all(named[name].number == number and named[name].entries for name, number in SECTIONS.items())
    assert [station.name for station in front.weather] == STRIP


@pytest.mark.parametrize(("name", "path"), LISTS.items())
def test_the_parser_reads_every_list_fully(name: str, path: str) -> None:
    read = mediaon.listing(PAGES[path].body.decode(), ORIGIN + path)
    listed = rows(path)
    assert [entry.url for entry in read.entries] == [ORIGIN + address(row) for row in listed]
    assert [entry.title for entry in read.entries] == [told(row, "h2") for row in listed]
    assert [entry.author for entry in read.entries] == [told(row, "li.name") for row in listed]
    assert [entry.published for entry in read.entries] == [published(address(row)).replace(second=0) for row in listed]
    assert all(entry.summary for entry in read.entries)


@pytest.mark.parametrize("path", ARTICLES)
def test_the_parser_reads_every_article_fully(path: str) -> None:
    read, page = mediaon.article(PAGES[path].body.decode(), ORIGIN + path), tree(path)
    assert read.title == shown(path)
    assert folded(read.subtitle) == folded(told(page, ".art_top h3"))
    assert read.subtitle.count("\n") == max(subtitle_lines(path) - 1, 0)
    assert read.author == told(page, ".art_info a")
    assert read.section == told(page, ".art_top_nav li:last-child")
    assert read.published == published(path)
    assert (read.updated is not None) == ("수정" in told(page, ".art_info"))
    text = folded("".join(block.text for block in read.blocks))
    assert text == folded("".join(passages(path)).replace("▲", "")) or text == folded("".join(passages(path)))
    assert sum(block.kind == "image" for block in read.blocks) == len(body(path).css("img"))
    assert sum(block.kind == "table" for block in read.blocks) == len(body(path).css("table"))
    assert sum(len(passage.links) for block in read.blocks for passage in block.passages) == len(body(path).css("p a"))


def test_every_picture_of_an_article_is_held_and_can_be_drawn():
    shown = [image.attributes["src"] for path in ARTICLES for image in tree(path).css("#news_body_area img")]
    held = {path: page for path, page in PAGES.items() if path.startswith("/data/photos/")}
    assert sorted(shown) == sorted(held)
    for page in held.values():
        assert page.content_type == "image/jpeg"
        assert draw(page.body, Frame("cells", 80, 30)).columns > 60
    assert sum(len(page.body) for page in held.values()) < 60_000
