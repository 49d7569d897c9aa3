from __future__ import annotations

import contextlib

import pytest

from reader.library import Library, article, info, mark, mark_opened, mark_section_read, snapshot, undo
from reader.model import ALL, SAVED, UNREAD, View

WORLD = View("section", "국제")


@pytest.fixture
def filled(paper):
    paper.refresh(
        paper.section("국제", *(paper.entry(number, number) for number in range(1, 31))),
        paper.section("교육", paper.entry(90, 99)),
    )
    return paper


def do(paper, verb, *args):
    return paper.library.write(verb, *args, paper.clock()).result()


def read(paper, *numbers):
    return do(paper, mark, [paper.id(number) for number in numbers], "read")


def test_a_mark_tells_what_it_really_changed(filled):
    assert read(filled, 1, 2).ids == (filled.id(1), filled.id(2))
    told = read(filled, 2, 3, 3)
    assert (told.ids, told.count) == ((filled.id(3),), 1)
    nothing = read(filled, 1)
    assert (nothing.ids, nothing.count, nothing.action) == ((), 0, 0)


@pytest.mark.parametrize(("change", "back"), [("read", "unread"), ("saved", "unsaved"), ("hidden", "shown")])
def test_every_change_has_its_opposite(filled, change, back):
    before = filled.listed(), filled.count(), filled.count(SAVED)
    do(filled, mark, [filled.id(1)], change)
    assert (filled.listed(), filled.count(), filled.count(SAVED)) != before
    do(filled, mark, [filled.id(1)], back)
    assert (filled.listed(), filled.count(), filled.count(SAVED)) == before


def test_opening_marks_read_and_can_be_taken_back(filled, library, clock):
    do(filled, mark_opened, filled.id(1))
    assert library.read(article, filled.id(1), clock()).headline.read
    undone = do(filled, undo)
    assert (undone.verb, undone.id, undone.count) == ("read", filled.id(1), 1)
    assert not library.read(article, filled.id(1), clock()).headline.read


def test_a_section_is_marked_read_with_one_action_and_only_as_far_as_it_is_shown(filled, library):
    read(filled, 1)
    taken = library.read(snapshot, WORLD)
    filled.refresh(filled.section("국제", filled.entry(99, 1)))
    told = do(filled, mark_section_read, taken)
    assert (told.verb, told.count) == ("section", 29)
    assert filled.listed(UNREAD) == ["99", "90"]
    undone = do(filled, undo)
    assert (undone.verb, undone.id, undone.count) == ("section", filled.id(2), 29)
    assert filled.count(WORLD) == (31, 30)


def test_everything_can_be_marked_read_at_once(filled, library):
    do(filled, mark_section_read, library.read(snapshot, ALL))
    assert filled.count() == (31, 0)


def test_the_last_ten_are_taken_back_one_by_one_and_no_more(filled):
    for number in range(1, 13):
        read(filled, number)
    taken_back = [do(filled, undo).id for _ in range(10)]
    assert taken_back == [filled.id(number) for number in range(12, 2, -1)]
    assert do(filled, undo) is None
    assert filled.count() == (31, 29)


def test_undo_works_after_a_restart(filled, library, file, clock):
    read(filled, 1)
    do(filled, mark, [filled.id(2)], "saved")
    library.close()
    with contextlib.closing(Library.open(file, now=clock)) as again:
        assert again.write(undo, clock()).result().verb == "saved"
        assert again.write(undo, clock()).result().verb == "read"
        assert again.write(undo, clock()).result() is None


def test_undo_restores_the_time_of_the_mark_that_it_brings_back(filled, library, clock):
    def when():
        return library.read(
            lambda conn: conn.execute("SELECT read_at FROM article WHERE name = ?", (filled.id(1),)).fetchone()[0]
        )

    read(filled, 1)
    first = when()
    clock.pass_by(hours=1)
    do(filled, mark, [filled.id(1)], "unread")
    assert when() is None
    do(filled, undo)
    assert when() == first


def test_undo_leaves_alone_what_was_changed_again_without_it(filled, library):
    read(filled, 1, 2)
    do(filled, mark, [filled.id(1), filled.id(2)], "unread")
    elsewhere = "UPDATE article SET read_at = 5 WHERE name = ?"
    library.write(lambda conn: conn.execute(elsewhere, (filled.id(1),))).result()
    do(filled, undo)
    times = library.read(lambda conn: [row[0] for row in conn.execute("SELECT read_at FROM article WHERE read_at > 0")])
    assert sorted(times) == [5, int(filled.clock().timestamp())]


def test_nothing_to_undo_is_none(filled):
    assert do(filled, undo) is None
    read(filled, 1)
    read(filled, 1)  # changes nothing, so there is nothing of it to take back
    assert do(filled, undo).id == filled.id(1)
    assert do(filled, undo) is None


def test_every_action_is_one_row_with_its_time(filled, library, clock):
    read(filled, 1, 2, 3)
    clock.pass_by(minutes=1)
    do(filled, mark_section_read, library.read(snapshot, WORLD))
    clock.pass_by(minutes=1)
    do(filled, undo)
    log = library.read(
        lambda conn: conn.execute(
            "SELECT verb, view, count, at - 1768438440, undone_at - at FROM action ORDER BY id"
        ).fetchall()
    )
    assert log == [("read", "", 3, 0, None), ("section", "section:국제", 27, 60, 60)]
    assert library.read(info).actions == 2


def test_a_refresh_between_mark_and_undo_changes_neither(filled):
    read(filled, 1)
    filled.refresh(filled.section("국제", filled.entry(1, 1, title="기사 1 (종합)"), filled.entry(50, 0)))
    assert filled.headline(1).read
    do(filled, undo)
    assert not filled.headline(1).read
    assert filled.headline(1).title == "기사 1 (종합)"
