"""Every page of every skin of the replica, against what its editors typed."""

from __future__ import annotations

import unicodedata
from datetime import timedelta

import pytest
from replica import DEAF, SKINS, Heading, Items, Linked, Picture, Quote, Replica, Table, page

from reader.errors import Deleted
from reader.sources.mediaon import article, front, listing
from reader.text.clean import FORBIDDEN

NAMED = [name for name in SKINS if name != "unknown"]
# Flavours whose items have more than a title, and those that tell no subtitle.
WITH_LEAD = {"arl_023", "arl_054", "hdl_003", "hdl_007", "hdl_018"}
WITH_SUBTITLE = WITH_LEAD - {"hdl_018"}


@pytest.fixture(scope="module", params=SKINS)
def dressed(request):
    with Replica(skin=request.param) as running:
        yield running


@pytest.fixture(scope="module", params=NAMED)
def known(request):
    with Replica(skin=request.param) as running:
        yield running


# What the hostile texts hold that must not be seen.
UNSEEN = ("\x1b[1m", "\x1b[0m", "\x1b]0;창 제목\x1b\\", "\u200b")


def shown(text: str) -> str:
    for piece in UNSEEN:
        text = text.replace(piece, "")
    return " ".join(text.split())


def read_front(replica):
    return front(page(replica, "/"), replica.url)


def test_the_front_page_names_its_day_its_sections_and_its_lead(dressed):
    read = read_front(dressed)
    plan = dressed.site.front_plan
    assert read.printed == dressed.site.now.date()
    assert {section.name: section.number for section in read.menu} == {
        name: str(dressed.site.number(name)) for name in dressed.site.paper.numbers
    }
    assert [section.name for section in read.menu if section.name in dressed.site.sections] == list(
        dressed.site.sections
    )
    assert all(
        section.url == dressed.at(f"/news/section_list_all.html?sec_no={section.number}") for section in read.menu
    )
    assert (read.lead.identity, read.lead.title) == (str(plan.lead.no), plan.lead.shown)
    assert read.lead.summary == shown(plan.lead.lead)


def test_every_block_of_the_front_page_gives_its_articles(dressed):
    plan = dressed.site.front_plan
    read = read_front(dressed)
    assert [(block.section, block.number) for block in read.blocks] == [
        (one.section, str(one.number)) for one in plan.blocks
    ]
    for block, planned in zip(read.blocks, plan.blocks, strict=True):
        assert [entry.title for entry in block.entries] == [one.shown for one in planned.articles], planned.flavour
        assert [entry.identity for entry in block.entries] == [str(one.no) for one in planned.articles]
        assert [entry.url for entry in block.entries] == [dressed.at(one.path) for one in planned.articles]
        assert all(entry.rank == int(entry.identity) for entry in block.entries)


def test_leads_subtitles_and_pictures_are_read_where_a_flavour_has_them(known):
    for block, planned in zip(read_front(known).blocks, known.site.front_plan.blocks, strict=True):
        for entry, told in zip(block.entries, planned.articles, strict=True):
            lead, subtitle = planned.flavour in WITH_LEAD, planned.flavour in WITH_SUBTITLE
            assert entry.summary == (shown(told.lead) if lead else ""), planned.flavour
            assert entry.subtitle == (shown(told.subtitle) if subtitle else ""), planned.flavour
            assert entry.image in ("", known.at(told.image))


def test_the_strip_is_read_in_the_pages_order(known):
    strip = known.site.paper.strip
    read = read_front(known).weather
    assert [one.name for one in read] == [station.name for station in strip]
    assert [one.sky or "-" for one in read] == [station.sky or "-" for station in strip]
    assert [f"{one.temperature}" if one.temperature is not None else "" for one in read] == [
        station.temperature for station in strip
    ]


def test_every_list_page_gives_its_rows(dressed):
    with_clock = "%H" in dressed.site.skin.list_dates
    for path in dressed.site.addresses()["listing"]:
        read = listing(page(dressed, path), dressed.at(path))
        assert 0 < len(read.entries) <= 11, path
        for entry in read.entries:
            told = dressed.site.article(int(entry.identity))
            assert entry.title == told.shown, path
            assert entry.author.removesuffix(" 기자") == told.author
            day = told.published.replace(hour=0, minute=0)
            if entry.published is not None:
                assert entry.published == (told.published if with_clock else day)
        undated = [entry for entry in read.entries if entry.published is None]
        assert len(undated) <= ("section.html" in path)


def test_a_list_says_whose_it_is(dressed):
    for name, number in dressed.site.paper.numbers.items():
        path = f"/news/section_list_all.html?sec_no={number}"
        read = listing(page(dressed, path), dressed.at(path))
        assert (read.section, read.number) == (name, str(number))
        assert [entry.identity for entry in read.entries] == [str(one.no) for one in dressed.site.articles(name)[:10]]


def test_an_unknown_number_is_answered_by_a_list_that_says_it_is_another(dressed):
    path = "/news/section_list_all.html?sec_no=999999"
    assert listing(page(dressed, path), dressed.at(path)).section == dressed.site.sections[0]


def test_paging_ends_where_the_site_repeats_itself(dressed):
    for name in ("", *dressed.site.sections):
        number = dressed.site.number(name) if name else 0
        url = dressed.at(f"/news/section_list_all.html?sec_no={number}" if name else "/news/article_list_all.html")
        seen: list[str] = []
        visits = 0
        while url and visits < 20:
            read = listing(page(dressed, url.removeprefix(dressed.url.removesuffix("/"))), url)
            fresh = [entry.identity for entry in read.entries if entry.identity not in seen]
            visits += 1
            seen += fresh
            url = read.next_url if fresh else ""
        expected = dressed.site.articles(name)[: 10 if name == DEAF else None]
        assert seen == [str(one.no) for one in expected]
        assert visits <= -(-len(expected) // 10) + 1


def test_past_its_end_a_list_names_no_next_page(dressed):
    path = "/news/article_list_all.html?page=99"
    assert listing(page(dressed, path), dressed.at(path)).next_url == ""


def texts(told) -> list[tuple[str, tuple[str, ...]]]:
    """Give what must come of an article's pieces, as (kind, texts)."""
    made = []
    for piece in told.body:
        match piece:
            case str() | Linked():
                made.append(("paragraph", (piece if isinstance(piece, str) else piece.text,)))
            case Heading() | Quote():
                made.append((type(piece).__name__.lower(), (piece.text,)))
            case Items():
                made.append(("list", piece.items))
            case Table():
                made.append(("table", tuple("\t".join(row) for row in piece.rows)))
            case Picture():
                caption = (piece.caption,) if piece.caption and piece.how != "none" else ()
                made += [("image", caption)] if piece.src else [("paragraph", caption)] if caption else []
    return [(kind, tuple(unicodedata.normalize("NFC", shown(text)) for text in told_of)) for kind, told_of in made]


def told_by(block) -> tuple[str, tuple[str, ...]]:
    told = block.text.split("\n") if block.kind == "table" else [passage.text for passage in block.passages]
    return block.kind, tuple(map(shown, told))


def test_every_article_is_read_whole_and_nothing_else(dressed):
    for told in dressed.site.articles():
        read = article(page(dressed, told.path), dressed.at(told.path))
        assert [told_by(block) for block in read.blocks] == texts(told), told
        assert read.title == told.shown
        assert read.subtitle == told.subtitle
        assert read.author.removesuffix(" 기자") == told.author
        assert read.published.replace(second=0) == told.published.replace(second=0)


def test_an_articles_links_tables_and_pictures_keep_what_they_say(dressed):
    for told in dressed.site.articles():
        read = article(page(dressed, told.path), dressed.at(told.path))
        links = {
            passage.text[link.start : link.end]: link.url
            for block in read.blocks
            for passage in block.passages
            for link in passage.links
        }
        assert set(links) == {word for piece in told.body if isinstance(piece, Linked) for word in piece.links}
        assert all(url.startswith(("http://", "https://")) for url in links.values())
        assert all(block.header for block in read.blocks if block.kind == "table")
        ordered = [piece.ordered for piece in told.body if isinstance(piece, Items)]
        assert [block.ordered for block in read.blocks if block.kind == "list"] == ordered
        pictures = [piece.src for piece in told.body if isinstance(piece, Picture) and piece.src]
        assert [block.url for block in read.blocks if block.kind == "image"] == [
            src if src.startswith("http") else dressed.at(src) for src in pictures
        ]


def test_an_articles_head_names_its_section_and_its_edit(known):
    for told in known.site.articles():
        read = article(page(known, told.path), known.at(told.path))
        assert read.section == (told.sub or told.section)
        assert read.updated == told.edited
        assert read.published.utcoffset() == timedelta(hours=9)


def test_a_deleted_article_is_gone(dressed):
    with pytest.raises(Deleted):
        article(page(dressed, "/news/article.html?no=1"), dressed.at("/news/article.html?no=1"))


def test_the_pages_for_telephones_are_read_too(known):
    told = known.site.named("lead")
    path = told.path.replace("/news/", "/mobile/")
    read = article(page(known, path), known.at(path))
    assert (read.title, read.subtitle) == (told.shown, told.subtitle)
    assert read.blocks[0].text == told.paragraphs[0]
    number = known.site.number("경제산업")
    listed = listing(
        page(known, f"/mobile/section_list_all.html?sec_no={number}"), known.at("/mobile/section_list_all.html")
    )
    assert [entry.title for entry in listed.entries] == [one.shown for one in known.site.articles("경제산업")[:10]]


def test_nothing_hostile_is_left_on_any_page(dressed, every_string):
    pages = dressed.site.addresses()
    models = [read_front(dressed)]
    models += [listing(page(dressed, path), dressed.at(path)) for path in pages["listing"]]
    models += [article(page(dressed, path), dressed.at(path)) for path in pages["article"]]
    for text in every_string(models):
        assert not FORBIDDEN.search(text), repr(text)
        assert unicodedata.is_normalized("NFC", text)
