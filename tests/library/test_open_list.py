"""An open list stands as it was opened, whatever happens to its articles before all of its numbers are read."""

import pytest

from reader.config import Config
from reader.library import mark, mark_section_read, snapshot
from reader.model import View
from reader.newsroom.desk import Desk
from reader.newsroom.openlist import OpenList
from reader.paths import Paths

UNREAD = View("unread")
TOTAL = 450


@pytest.fixture
def unread(paper, library, clock, tmp_path):
    paper.refresh(paper.section("국제", *(paper.entry(number, minutes=number) for number in range(TOTAL))))
    open_list = OpenList(Desk(Config(), Paths.under(tmp_path), library, clock), {})
    open_list.open(UNREAD)
    yield open_list
    open_list.close()


def titles(rows):
    return [row.title.removeprefix("기사 ") for row in rows]


def test_what_was_read_meanwhile_takes_no_row_away_from_under_the_reader(unread, library, clock):
    rows = unread.state().rows
    library.write(mark_section_read, library.read(snapshot, UNREAD), clock.now).result()
    assert len(rows) == TOTAL
    assert rows[TOTAL - 1].id == ""  # gone, and no error
    assert titles(rows[:200]) == [str(number) for number in range(200)]
    assert len(rows) == TOTAL
    assert rows.next_unread(0, 1) is None
    assert len(unread.state().rows) == 200  # what is held; the reader is shown it as a list of its own


def test_what_was_read_meanwhile_hides_no_other(unread, paper, library, clock):
    rows = unread.state().rows
    library.write(mark, tuple(paper.id(number) for number in range(50)), "read", clock.now).result()
    assert titles(rows) == [str(number) for number in range(TOTAL)]


def test_what_came_back_meanwhile_is_found_only_where_there_is_a_row_for_it(paper, library, clock, tmp_path):
    paper.refresh(paper.section("국제", *(paper.entry(number, minutes=number) for number in range(TOTAL))))
    last = (paper.id(TOTAL - 1),)
    library.write(mark, last, "read", clock.now).result()
    open_list = OpenList(Desk(Config(), Paths.under(tmp_path), library, clock), {})
    open_list.open(UNREAD)
    rows = open_list.state().rows
    library.write(mark, last, "unread", clock.now).result()
    assert rows.index_of(last[0]) is None
    assert rows.next_unread(TOTAL - 2, 1) == TOTAL - 2
    renewed = open_list.state().rows
    assert renewed.index_of(last[0]) == TOTAL - 1
    open_list.close()
