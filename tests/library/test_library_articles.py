from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.errors import UnknownName
from reader.library import (
    article,
    cursor,
    failure,
    find,
    keep_body,
    keep_failure,
    last_view,
    mark,
    nearest,
    place,
    recall,
    remember,
    remember_cursor,
    remember_place,
    text_of,
    without_text,
)
from reader.library.records import told_from_text, told_to_text
from reader.model import ALL, Article, Block, Body, Headline, Link, Passage, View
from reader.text.columns import packed, unpacked

BODY = Body(
    title="기사 1의 온전한 제목",
    subtitle="부제 하나\n부제 둘",
    author="김누리 기자",
    blocks=(
        Block("paragraph", (Passage("(누리일보) 첫 문장.\n둘째 줄.", (Link(0, 6, "https://x/1"),)),)),
        Block("heading", (Passage("소제목"),), level=2),
        Block("list", (Passage("하나"), Passage("둘")), ordered=True),
        Block("table", rows=(("구분", "값"), ("가", "1")), header=True),
        Block("image", (Passage("▲ 사진 설명"),), url="https://x/1.jpg"),
    ),
)
GONE = ("error.deleted", (("host", "nuriilbo.com"),))


@pytest.fixture
def filled(paper):
    paper.refresh(paper.section("국제", *(paper.entry(number, number) for number in range(1, 6))))
    return paper


def keep(paper, number, body, parser=1):
    return paper.library.write(keep_body, paper.id(number), body, paper.clock(), parser).result()


def test_a_text_comes_back_block_for_block(filled, library, clock):
    assert keep(filled, 1, BODY)
    held = library.read(article, filled.id(1), clock())
    assert held.blocks == BODY.blocks
    assert held.text.startswith("(누리일보) 첫 문장.\n둘째 줄.\n\n소제목\n\n하나\n둘\n\n구분\t값\n가\t1")
    assert held.links == ("https://x/1",)
    assert held.headline.has_text
    assert (held.headline.subtitle, held.headline.author) == (BODY.subtitle, BODY.author)
    told = library.read(text_of, filled.id(1))
    assert (told.fetched, told.parser_version) == (clock(), 1)


def test_an_article_without_text_has_its_head_and_no_blocks(filled, library, clock):
    held = library.read(article, filled.id(1), clock())
    assert (held.blocks, held.headline.has_text, held.updated) == ((), False, None)
    assert library.read(text_of, filled.id(1)) is None


def test_a_text_that_is_held_is_never_given_up_for_an_empty_one(filled, library, clock):
    keep(filled, 1, BODY)
    keep(filled, 1, Body(title="다른 제목"))
    assert library.read(article, filled.id(1), clock()).blocks == BODY.blocks


def test_a_newer_text_replaces_the_older_one(filled, library, clock):
    keep(filled, 1, BODY)
    clock.pass_by(hours=1)
    keep(filled, 1, Body(blocks=BODY.blocks[:1], updated=clock()), parser=2)
    held = library.read(article, filled.id(1), clock())
    assert (len(held.blocks), held.updated, library.read(text_of, filled.id(1)).parser_version) == (1, clock(), 2)


def test_a_text_for_an_article_that_is_not_held_is_refused(filled):
    assert not keep(filled, 99, BODY)


def test_its_own_page_fills_what_lists_left_open(paper, library, clock):
    paper.refresh(paper.front(paper.entry(1, title="온전한 제목의 앞부…"), paper.entry(2)))
    published = clock() - timedelta(hours=3)
    keep(
        paper,
        1,
        Body(
            title="온전한 제목의 앞부분과 뒷부분",
            author="김누리",
            section="국제",
            published=published,
            blocks=BODY.blocks,
        ),
    )
    head = paper.headline(1)
    assert (head.title, head.author, head.section, head.published) == (
        "온전한 제목의 앞부분과 뒷부분",
        "김누리",
        "국제",
        published,
    )


def test_a_lists_title_stands_in_lists_and_the_pages_own_in_the_article(filled, library, clock):
    keep(filled, 1, BODY)
    assert filled.headline(1).title == "기사 1"
    assert library.read(article, filled.id(1), clock()).headline.title == BODY.title


def test_an_article_is_found_by_id_address_or_the_start_of_its_id(filled, library, clock):
    name = filled.id(3)
    url = filled.url + "news/article.html?no=3"
    for asked in (
        name,
        name[:8],
        name.upper()[:8],
        f" {name} ",
        url,
        url.replace("https", "http"),
        url.replace("www.", ""),
    ):
        assert library.read(find, asked, clock()).headline.id == name, asked
    for asked in ("", name[:3], "https://www.nuriilbo.com/news/article.html?no=33", "https://[broken", "기사"):
        assert library.read(find, asked, clock()) is None, asked


def test_what_is_not_found_has_nearest_names(filled, library):
    name = filled.id(3)
    assert library.read(nearest, name[:5])[0] == name
    assert library.read(nearest, name[:7] + "xx" + name[9:])[0] == name
    assert library.read(nearest, "기사 4") == (filled.id(4),)
    assert library.read(nearest, "???") == ()


def test_newest_unread_without_text_are_given_for_fetching_ahead(filled, library, clock):
    keep(filled, 1, BODY)
    library.write(mark, [filled.id(2)], "read", clock()).result()
    library.write(keep_failure, filled.id(3), GONE, clock()).result()
    library.write(keep_failure, filled.id(4), GONE, clock(), clock() + timedelta(hours=1)).result()

    def wanted(limit=9):
        return [row.title for row in library.read(without_text, clock(), limit)]

    assert wanted() == ["기사 5"]
    clock.pass_by(hours=1)
    assert wanted() == ["기사 4", "기사 5"]
    assert wanted(1) == ["기사 4"]


def test_a_failure_is_remembered_until_the_text_comes(filled, library, clock):
    for _ in range(2):
        library.write(keep_failure, filled.id(1), GONE, clock()).result()
    told = library.read(failure, filled.id(1))
    assert (told.error, told.at, told.retry, told.tries) == (GONE, clock(), None, 2)
    keep(filled, 1, BODY)
    assert library.read(failure, filled.id(1)) is None


def test_a_deleted_article_keeps_the_text_that_was_read(filled, library, clock):
    keep(filled, 1, BODY)
    library.write(keep_failure, filled.id(1), GONE, clock()).result()
    assert library.read(article, filled.id(1), clock()).blocks == BODY.blocks
    assert library.read(failure, filled.id(1)).error == GONE


def test_cursor_view_and_place_are_remembered(filled, library):
    assert (library.read(last_view), library.read(cursor, ALL), library.read(place, filled.id(1))) == (None, "", 0)
    world = View("section", "국제")
    library.write(remember_cursor, world, filled.id(2)).result()
    library.write(remember_place, filled.id(2), 7).result()
    library.write(remember_place, filled.id(2), 9).result()
    library.write(remember_place, "nosuch", 9).result()
    assert (library.read(last_view), library.read(cursor, world), library.read(cursor, ALL)) == (
        world,
        filled.id(2),
        "",
    )
    assert (library.read(place, filled.id(2)), library.read(place, "nosuch")) == (9, 0)
    library.write(remember, "x", None).result()
    assert library.read(recall, "x") is None


def test_marking_what_is_not_held_changes_nothing_and_names_the_nearest(filled, library, clock):
    wrong = filled.id(3)[:7] + "xx" + filled.id(3)[9:]
    with pytest.raises(UnknownName) as caught:
        library.write(mark, [filled.id(1), wrong], "read", clock()).result()
    assert caught.value.fields["nearest"] == (filled.id(3),)
    assert filled.count() == (5, 5)


TEXT = st.text(alphabet="가나 ab\n\t…한", max_size=12)
LINKS = st.lists(st.builds(Link, st.integers(0, 5), st.integers(5, 12), st.just("https://x")), max_size=2).map(tuple)
PASSAGES = st.lists(st.builds(Passage, TEXT, LINKS), max_size=3).map(tuple)
ROWS = st.lists(st.lists(TEXT, max_size=3).map(tuple), max_size=3).map(tuple)
FLOWING = st.builds(
    Block, st.sampled_from(["paragraph", "heading", "list", "quote", "image", "code"]), PASSAGES, level=st.integers(0, 6), ordered=st.booleans(),
    url=st.sampled_from(["", "https://x/y.jpg"]),
)  # fmt: skip
BLOCKS = st.lists(
    FLOWING | st.builds(Block, st.just("table"), PASSAGES, rows=ROWS, header=st.booleans()), max_size=6
).map(tuple)


@given(BLOCKS)
def test_any_blocks_come_back_as_they_were(blocks):
    assert unpacked(*packed(blocks)) == blocks


@given(BLOCKS)
def test_the_text_column_holds_what_the_article_says(blocks):
    told = Article(Headline("", "", "", ""), blocks).text
    assert "".join(packed(blocks)[0].split()) == "".join(told.split())


@given(st.none() | st.tuples(TEXT.filter(bool), st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple)))
def test_an_errors_key_and_fields_come_back(error):
    assert told_from_text(told_to_text(error)) == error
