"""The screen in front of the real newsroom, a real library and the replica, by a clock that the test moves."""

from datetime import datetime, timedelta

import pytest
from replica import Fault
from ui.desk import painted

from reader.app import NuriApp
from reader.config import Names, parse
from reader.errors import LibraryUnwritable
from reader.library import without_text
from reader.newsroom import live
from reader.newsroom.desk import open_desk
from reader.newsroom.polling import Manner
from reader.newsroom.refresh import refresh
from reader.newsroom.service import Newsroom
from reader.newsroom.shelf import headlines
from reader.paths import Paths
from reader.text.dates import KST

START = datetime(2026, 1, 15, 9, 54, tzinfo=KST)


class Clock:
    def __init__(self):
        self.moment = START

    def __call__(self):
        return self.moment

    def pass_by(self, **span):
        self.moment += timedelta(**span)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(autouse=True)
def _short_sleeps(monkeypatch):
    """The window looks at the clock often, since the test moves it at once instead of waiting an hour."""
    monkeypatch.setattr(live, "_LONGEST_SLEEP", 0.2)
    monkeypatch.setattr(live, "_SHORTEST_SLEEP", 0.1)
    monkeypatch.setattr(live, "_WATCH", 0.1)


@pytest.fixture
async def paper(tmp_path, replica, clock):
    """An open window on a paper that has been fetched once: (app, pilot, newsroom)."""
    config = parse(replica.config(), "config.toml", Names())
    desk = open_desk(config, Paths.under(tmp_path / "reader"), now=clock)
    desk.dice = lambda: 0.0
    await refresh(desk, manner=Manner(urgency="person"))
    newsroom = Newsroom(desk)
    app = NuriApp(newsroom, config, clock)
    async with app.run_test(size=(120, 40)) as pilot:
        yield app, pilot, newsroom
    await newsroom.close()


async def wait_until(pilot, predicate, what=""):
    for _ in range(1000):
        if predicate():
            return
        await pilot.pause(0.01)
    raise AssertionError(what or "it never came to be")


def list_of(app):
    return app.screen.headlines


def ids(app):
    return [row.id for row in list_of(app).state.rows]


async def test_new_articles_are_fetched_and_announced_without_a_key_and_the_cursor_stays(paper, replica, clock):
    app, pilot, _ = paper
    await pilot.press("j", "j", "j")
    before = (list_of(app).current.id, list_of(app).scroll_offset, [row.id for row in list_of(app).state.rows])
    for number in range(3):
        replica.site.publish("경제산업", title=f"방금 들어온 기사 {number}")
    clock.pass_by(minutes=61)
    await wait_until(pilot, lambda: list_of(app).state.waiting == 3)
    assert "새 기사 3건" in app.export_screenshot().replace("&#160;", " ")
    assert (list_of(app).current.id, list_of(app).scroll_offset, [row.id for row in list_of(app).state.rows]) == before
    await pilot.press("full_stop")
    await wait_until(pilot, lambda: list_of(app).state.waiting == 0)
    assert list_of(app).state.rows[0].title == "방금 들어온 기사 2"


async def test_the_strip_changes_on_the_screen_when_a_new_observation_comes(paper, replica, clock):
    app, pilot, _ = paper
    shown = lambda: app.export_screenshot().replace("&#160;", " ")  # noqa: E731 - one word for a long one
    assert "09:00 관측" in shown()
    replica.weather.observe(datetime(2026, 1, 15, 10, tzinfo=KST), {"서울": ("눈", -0.6)})
    clock.pass_by(minutes=20)
    await wait_until(pilot, lambda: "10:00 관측" in shown())
    assert "서울 눈 -0.6" in painted(app)


async def test_within_the_hour_nothing_is_asked(paper, replica, clock):
    _, pilot, _ = paper
    replica.forget()
    for _ in range(5):
        clock.pass_by(minutes=3)
        await pilot.pause(0.05)
    assert replica.count() == 0


async def test_a_refresh_while_an_article_is_read_changes_nothing_of_it(paper, replica, clock):
    app, pilot, _ = paper
    await pilot.press("enter", "space")
    await wait_until(pilot, lambda: app.screen.article.shown != "")
    before = (app.screen.article.shown, app.screen.article.scroll_offset, app.screen.focused.id)
    replica.site.publish("경제산업", title="읽는 동안 들어온 기사")
    clock.pass_by(minutes=61)
    await wait_until(pilot, lambda: list_of(app).state.waiting == 1)
    assert (app.screen.article.shown, app.screen.article.scroll_offset, app.screen.focused.id) == before


async def test_more_of_a_section_comes_when_the_cursor_nears_its_end(paper, replica):
    app, pilot, _ = paper
    first = len(list_of(app).state.rows)
    above = [row.id for row in list_of(app).state.rows]
    await pilot.press("G")
    await wait_until(pilot, lambda: len(list_of(app).state.rows) > first)
    assert [row.id for row in list_of(app).state.rows][:first] == above
    for _ in range(8):
        await pilot.press("G")
        await pilot.pause(0.05)
    asked = replica.count("/news/section_list_all.html*")
    await pilot.press("G")
    await pilot.pause(0.1)
    assert replica.count("/news/section_list_all.html*") == asked
    assert {row.section for row in list_of(app).state.rows} == {"경제산업"}


async def test_an_article_opened_without_its_text_gets_it_while_it_is_shown(tmp_path, replica, clock):
    config = parse(replica.config(), "config.toml", Names())
    desk = open_desk(config, Paths.under(tmp_path / "reader"), now=clock)
    await refresh(desk, manner=Manner(), ahead=False)
    newsroom = Newsroom(desk)
    app = NuriApp(newsroom, config, clock)
    async with app.run_test(size=(120, 40)) as pilot:
        replica.fault("/news/article.html*", Fault.status(503), times=1)
        await pilot.press("enter")
        await wait_until(pilot, lambda: "503" in app.export_screenshot())
        await pilot.press("q", "enter")
        await wait_until(pilot, lambda: bool(app.screen.article.state.article.blocks))
    await newsroom.close()


async def test_hidden_ones_leave_the_list_and_undo_brings_them_back_where_they_stood(paper):
    app, pilot, _ = paper
    before = ids(app)
    await pilot.press("j", "x")
    await wait_until(pilot, lambda: ids(app)[: len(before) - 1] == [before[0], *before[2:]])
    await pilot.press("u")
    await wait_until(pilot, lambda: ids(app)[: len(before)] == before)


async def test_what_was_read_and_where_is_kept_when_the_window_closes_at_once(tmp_path, replica, clock):
    config = parse(replica.config(), "config.toml", Names())
    paths = Paths.under(tmp_path / "reader")
    desk = open_desk(config, paths, now=clock)
    await refresh(desk, manner=Manner())
    newsroom = Newsroom(desk)
    newsroom.open_list(newsroom.start_view()[0])
    row = newsroom.current_list().rows[2]
    newsroom.opened(row.id)
    newsroom.remember_cursor(newsroom.current_list().view, row.id)
    await newsroom.close()
    again = Newsroom(open_desk(config, paths, now=clock))
    view, cursor = again.start_view()
    assert cursor == row.id
    assert next(one for one in again.open_list(view).rows if one.id == row.id).read
    await again.close()


async def test_a_round_that_fails_is_told_and_the_next_one_comes(paper, replica, clock, monkeypatch):
    app, pilot, _ = paper
    real, failing = live.refresh, [LibraryUnwritable(file="library.db")]

    async def refused_once(*arguments, **named):
        if failing:
            raise failing.pop()
        return await real(*arguments, **named)

    monkeypatch.setattr(live, "refresh", refused_once)
    replica.site.publish("경제산업", title="고장 뒤의 기사")
    clock.pass_by(minutes=61)
    await wait_until(pilot, lambda: not failing)
    await wait_until(pilot, lambda: list_of(app).state.waiting == 1)


async def test_what_another_window_marks_is_seen_here(paper, tmp_path, replica, clock):
    app, pilot, _ = paper
    config = parse(replica.config(), "config.toml", Names())
    other = Newsroom(open_desk(config, Paths.under(tmp_path / "reader"), now=clock))
    row = list_of(app).state.rows[4]
    assert not row.read
    await other.mark([row.id], "read")
    await wait_until(pilot, lambda: list_of(app).state.rows[4].read)
    await other.close()


async def test_two_windows_ask_for_nothing_twice(paper, tmp_path, replica, clock):
    _, pilot, newsroom = paper  # which fetches what is due by itself
    config = parse(replica.config(), "config.toml", Names())
    other = open_desk(config, Paths.under(tmp_path / "reader"), now=clock)
    other.dice = lambda: 0.0
    replica.forget()
    clock.pass_by(minutes=61)
    await refresh(other, manner=Manner(due_only=True))
    await wait_until(pilot, lambda: live.next_due(other) > clock() and not newsroom.masthead().refreshing)
    polled = [seen.target for seen in replica.requests if "article.html" not in seen.target]
    assert len(polled) == len(set(polled)) == 6
    await other.close()


@pytest.mark.parametrize(("kept", "there"), [("", True), ("[library]\nkeep_days = 1\n", False)])
async def test_old_articles_go_at_the_end_of_a_refresh_only_where_the_reader_says_so(
    tmp_path, replica, clock, kept, there
):
    config = parse(replica.config() + kept, "config.toml", Names())
    desk = open_desk(config, Paths.under(tmp_path / "reader"), now=clock)
    no = replica.site.publish("교육", title="곧 지난 일이 될 기사")
    await refresh(desk, manner=Manner(), ahead=False)
    replica.site.delete(no)
    clock.pass_by(days=2)
    await refresh(desk, manner=Manner(), ahead=False)
    assert ("곧 지난 일이 될 기사" in {row.title for row in headlines(desk)}) is there
    await desk.close()


async def test_a_kept_query_stands_among_the_sections_with_what_it_finds(tmp_path, replica, clock):
    text = replica.config() + '[[view]]\nname = "야구"\nquery = "KBO"\n'
    config = parse(text, "config.toml", Names())
    desk = open_desk(config, Paths.under(tmp_path / "reader"), now=clock)
    await refresh(desk, manner=Manner())
    newsroom = Newsroom(desk)
    app = NuriApp(newsroom, config, clock)
    async with app.run_test(size=(120, 40)) as pilot:
        shelf = lambda: next(one for one in newsroom.sections().shelves if one.label == "야구")  # noqa: E731
        await wait_until(pilot, lambda: shelf().total > 0)
        assert shelf().unread == shelf().total
        app.screen.open_view(shelf().view)
        await wait_until(pilot, lambda: list_of(app).state.title == "야구")
        assert len(list_of(app).state.rows) == shelf().total
        assert all("KBO" in row.title or "KBO" in row.summary or row.has_text for row in list_of(app).state.rows)
        await pilot.press("enter")
        await wait_until(pilot, lambda: shelf().unread == shelf().total - 1)
    await newsroom.close()
    again = Newsroom(open_desk(config, Paths.under(tmp_path / "reader"), now=clock))
    assert again.start_view()[0].name == "야구"
    await again.close()


async def test_a_bookmark_brings_its_text_at_once_and_a_second_one_asks_nothing_more(paper, replica, clock):
    _, pilot, newsroom = paper
    library = newsroom._desk.library
    (bare, *_) = [each for each in library.read(without_text, clock(), 200) if each.source == "누리일보"]
    replica.forget()
    await newsroom.mark((bare.id,), "saved")
    await wait_until(pilot, lambda: newsroom.article(bare.id).article.blocks, "the bookmark has no text")
    await newsroom.mark((bare.id,), "unsaved")
    await newsroom.mark((bare.id,), "saved")
    assert replica.count() == 1


async def test_the_palette_opens_what_a_source_brought(paper):
    app, pilot, _ = paper
    await pilot.press("ctrl+p")
    await wait_until(pilot, lambda: app.screen.query("OptionList"))
    await pilot.press(*"누리일보")
    await wait_until(pilot, lambda: "소스 · 기사" in painted(app))
    await pilot.press("enter")
    await wait_until(pilot, lambda: app.screen.query("Headlines") and list_of(app).state.title == "누리일보")
    assert len(list_of(app).state.rows) > 10
    assert {row.source for row in list_of(app).state.rows} == {"누리일보"}
