"""The sources screen in front of the real newsroom and the replica: what it shows, and what becomes of each key."""

import socket
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from replica import Fault
from ui.desk import NOW, lines, painted, toasts, wait_for

from reader import locale
from reader.app import NuriApp
from reader.config import Names, load
from reader.model import Offer, View
from reader.newsroom import live
from reader.newsroom.desk import open_desk
from reader.newsroom.polling import Manner
from reader.newsroom.refresh import refresh
from reader.newsroom.service import Newsroom
from reader.newsroom.shelf import headlines
from reader.paths import Paths
from reader.sources import catalog
from reader.text.marks import marks
from reader.ui.catalog import CatalogScreen
from reader.ui.choosing import ChoosingScreen
from reader.ui.main import MainScreen
from reader.ui.prompt import Prompt
from reader.ui.sources import SourcesScreen

TWO = (
    '<html><head><title>한 신문</title><link rel="alternate" type="application/rss+xml" title="세계" href="/feeds/world.xml">'
    '<link rel="alternate" type="application/atom+xml" title="아톰" href="/feeds/atom.xml"></head><body></body></html>'
)


class Window:
    """An open window on the sources screen, its configuration file and its clock."""

    def __init__(self, pilot, newsroom, file, clock):
        self.pilot, self.newsroom, self.file, self.clock = pilot, newsroom, file, clock
        self.app = pilot.app

    @property
    def screen(self):
        return self.app.screen

    @property
    def config(self):
        return load(self.file, Names())

    def row(self, name):
        sources = next(screen for screen in self.app.screen_stack if isinstance(screen, SourcesScreen))
        return next((row for row in sources._rows if row.name == name), None)

    async def until(self, true):
        for _ in range(3000):
            if true():
                return
            await self.pilot.pause(0.005)
        raise AssertionError("it did not come about:\n" + painted(self.app) + "\n".join(toasts(self.app)))

    async def on(self, name):
        """Put the cursor on a source."""
        await self.until(lambda: self.row(name))
        self.screen.table.go_to(name)
        await self.until(lambda: self.screen.current and self.screen.current.name == name)

    async def answer(self, key, text):
        """Press a key that asks for a line, and give it."""
        await self.pilot.press(key)
        await self.until(lambda: self.screen.query(Prompt))
        self.screen.query_one(Prompt)._input.value = text
        await self.pilot.press("enter")

    async def choose(self, key, answer):
        """Press a key that asks a question, and choose the answer that begins so."""
        await self.pilot.press(key)
        await self.pick(answer)

    async def pick(self, answer):
        await self.until(lambda: isinstance(self.screen, ChoosingScreen) and self.screen._options._given)
        place = next(at for at, each in enumerate(self.screen._answers) if each.startswith(answer))
        self.screen._options.highlighted = place
        await self.pilot.press("enter")
        await self.until(lambda: isinstance(self.screen, SourcesScreen))


@asynccontextmanager
async def window(tmp_path, replica, *, sources="", size=(120, 40), press="s", fetched=True):
    """Open the sources screen of a paper with these further sources: the file keeps comments and its own order."""
    file = tmp_path / "config.toml"
    site, _, sky = replica.config(sections=["경제산업", "국제"]).partition("[weather]")
    file.write_text(f"# 내 신문\n{site}{sources}\n[weather]{sky}stations = []  # 날씨 없이\n", encoding="utf-8")
    clock = [NOW]
    desk = open_desk(load(file, Names()), Paths.under(tmp_path / "reader"), now=lambda: clock[0])
    desk.dice = lambda: 0.0
    if fetched:
        await refresh(desk, manner=Manner(), ahead=False)
    newsroom = Newsroom(desk)
    app = NuriApp(newsroom, desk.config, lambda: clock[0])
    try:
        async with app.run_test(size=size, notifications=True) as pilot:
            await wait_for(pilot, lambda: isinstance(app.screen, MainScreen) and app.screen.size == size)
            await pilot.press(press)
            await wait_for(pilot, lambda: isinstance(app.screen, SourcesScreen) and app.screen.current)
            yield Window(pilot, newsroom, file, clock)
    finally:
        await newsroom.close()


def feed(replica, name, *more):
    return "\n".join(
        ("[[source]]", 'kind = "feed"', f'name = "{name}"  # 이름', f'url = "{replica.feed_url("world")}"', *more, "")
    )


@pytest.fixture(autouse=True)
def _short_watch(monkeypatch):
    monkeypatch.setattr(live, "_WATCH", 0.05)


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_every_width_shows_whole_columns_and_the_way_out(tmp_path, replica, language):
    locale.use(language)
    name = "[KBO] 아주 긴 이름의 세계 소식과 그 밖의 이야기들"
    async with window(tmp_path, replica, sources=feed(replica, name, 'section = "국제"')) as here:
        await here.on(name)
        for size in [(60, 20), (80, 24), (200, 60)]:
            await here.pilot.resize_terminal(*size)
            await here.until(lambda size=size: len(lines(here.app)) == size[1] and len(lines(here.app)[-1]) <= size[0])
            await here.until(lambda: any(replica.feed_url("world") in line for line in lines(here.app)))
            shown = lines(here.app)
            assert "[KBO]" in shown[3]
            assert "4/4" in shown[3]
            assert "q" in shown[-1]
            assert "?" in shown[-1]


async def test_an_address_with_one_source_is_added_and_stands_at_once_everywhere(tmp_path, replica):
    async with window(tmp_path, replica) as here:
        await here.answer("a", replica.feed_url("world").removeprefix("http://"))
        await here.until(lambda: here.row("세계 소식") and here.row("세계 소식").total == 4)
        assert here.screen.current.name == "세계 소식"
        assert [source.name for source in here.config.sources] == ["누리일보", "세계 소식"]
        text = here.file.read_text(encoding="utf-8")
        assert "# 내 신문" in text
        assert "# 날씨 없이" in text
        assert replica.count("/feeds/world.xml") == 1
        await here.pilot.press("q")
        await here.until(lambda: isinstance(here.screen, MainScreen))
        assert "세계 소식" in [shelf.label for shelf in here.screen.sections.state.shelves]


async def test_of_several_sources_of_a_page_the_reader_chooses(tmp_path, replica):
    replica.feeds.raw("two", TWO.encode(), "text/html")
    async with window(tmp_path, replica) as here:
        await here.answer("a", replica.at("/feeds/two"))
        await here.pick("127.0.0.1 아톰")
        await here.until(lambda: here.row("127.0.0.1 아톰") and here.row("127.0.0.1 아톰").total)
        assert [source.url for source in here.config.sources[1:]] == [replica.feed_url("atom")]
        await here.answer("a", replica.at("/feeds/two"))
        await here.until(lambda: isinstance(here.screen, ChoosingScreen))
        assert [answer.endswith("(이미 있음)") for answer in here.screen._answers] == [False, True]
        await here.pilot.press("escape")
        await here.until(lambda: isinstance(here.screen, SourcesScreen))
        assert len(here.config.sources) == 2


async def test_what_cannot_be_added_is_one_sentence_and_changes_nothing(tmp_path, replica):
    replica.feeds.raw("pdf", b"%PDF-1.7\n\x00\x01", "application/pdf")
    replica.feeds.raw("empty", b"", "text/html")
    with socket.create_server(("127.0.0.1", 0)) as closed:
        dead = f"http://127.0.0.1:{closed.getsockname()[1]}/"
    replica.fault("/api/*", Fault.status(404))  # no sync server either
    async with window(tmp_path, replica, sources=feed(replica, "세계")) as here:
        before = here.file.read_bytes()
        given = (dead, *(replica.at(f"/feeds/{name}") for name in ("pdf", "empty")), replica.feed_url("world"))
        for told, address in enumerate(given, 1):
            await here.answer("a", address)
            await here.until(lambda told=told: len(toasts(here.app)) == told)
            assert "{" not in toasts(here.app)[-1]
            assert here.file.read_bytes() == before
            assert isinstance(here.screen, SourcesScreen)


async def test_a_slow_address_holds_up_no_key_and_is_given_up_with_the_screen(tmp_path, replica):
    replica.fault("/feeds/world.xml", Fault.hang())
    async with window(tmp_path, replica) as here:
        await here.answer("a", replica.feed_url("world"))
        await here.until(lambda: "찾는 중" in lines(here.app)[0])
        await here.pilot.press("question_mark")
        await here.until(lambda: not isinstance(here.screen, SourcesScreen))
        await here.pilot.press("escape", "q")
        await here.until(lambda: isinstance(here.screen, MainScreen))
        assert len(here.config.sources) == 1


async def test_a_source_is_removed_after_a_question_and_its_articles_stay(tmp_path, replica):
    async with window(tmp_path, replica, sources=feed(replica, "세계", 'section = "국제"')) as here:
        await here.on("세계")
        before = here.file.read_bytes()
        await here.choose("x", "그대로")
        assert here.file.read_bytes() == before
        await here.choose("x", "빼기")
        await here.until(lambda: here.row("세계") is None)
        assert "세계" not in here.file.read_text(encoding="utf-8")
        assert "세계" not in {row.source for row in headlines(here.newsroom._desk)}
        await here.answer("a", replica.feed_url("world"))
        await here.until(lambda: here.row("세계 소식") and here.row("세계 소식").total == 4)


async def test_a_source_is_renamed_moved_and_set_in_its_own_lines(tmp_path, replica):
    async with window(tmp_path, replica, sources=feed(replica, "세계", 'section = "국제"')) as here:
        await here.on("세계")
        await here.answer("n", "바깥")
        await here.until(lambda: here.row("바깥"))
        assert here.screen.current.name == "바깥"
        assert 'name = "바깥"  # 이름' in here.file.read_text(encoding="utf-8")
        await here.choose("m", "경제산업")
        await here.until(lambda: here.row("바깥").sections == ("경제산업",))
        await here.pilot.press("m")
        await here.pick("새 지면")
        await here.until(lambda: here.screen.query(Prompt))
        here.screen.query_one(Prompt)._input.value = "바다"
        await here.pilot.press("enter")
        await here.until(lambda: here.row("바깥").sections == ("바다",))
        here.newsroom.open_list(View("section", "바다"))
        assert len(here.newsroom.current_list().rows) == 4
        for full_text in (True, False, "auto"):
            await here.pilot.press("t")
            await here.until(lambda wanted=full_text: here.row("바깥").full_text is wanted or wanted == "auto")
        await here.answer("i", "90")
        await here.until(lambda: here.row("바깥").interval_minutes == 90)
        assert here.config.sources[1].interval_minutes == 90


async def test_what_the_configuration_would_not_take_is_told_and_not_written(tmp_path, replica):
    async with window(tmp_path, replica, sources=feed(replica, "세계")) as here:
        await here.on("세계")
        before = here.file.read_bytes()
        for key, given, told in (
            ("n", "누리일보", "‘누리일보’가 두 번"),
            ("i", "0", "interval_minutes"),
            ("i", "자주", "자주"),
        ):
            await here.answer(key, given)
            await here.until(lambda told=told: told in toasts(here.app)[-1] if toasts(here.app) else False)
        assert here.file.read_bytes() == before


async def test_a_site_is_left_with_the_sections_that_are_wanted(tmp_path, replica):
    async with window(tmp_path, replica) as here:
        await here.on("누리일보")
        await here.answer("m", "교육, 국제")
        await here.until(lambda: here.row("누리일보").sections == ("교육", "국제"))
        await here.until(lambda: "교육" in [one.section for one in headlines(here.newsroom._desk)])
        assert here.config.sources[0].sections == ("교육", "국제")


async def test_a_paused_source_is_not_asked_until_it_is_resumed_or_named(tmp_path, replica):
    async with window(tmp_path, replica, sources=feed(replica, "세계")) as here:
        await here.on("세계")
        await here.pilot.press("p")
        await here.until(lambda: here.row("세계").paused)
        assert "쉬는 중" in lines(here.app)[3]
        here.clock[0] += timedelta(hours=2)
        replica.forget()
        here.newsroom.refresh(everything=True)
        await here.until(lambda: replica.count("/news/*") and not here.newsroom.masthead().refreshing)
        assert replica.count("/feeds/*") == 0
        await here.pilot.press("r")
        await here.until(lambda: replica.count("/feeds/*") == 1)
        await here.pilot.press("p")
        await here.until(lambda: not here.row("세계").paused)


async def test_a_failing_source_says_since_when_and_why(tmp_path, replica):
    async with window(tmp_path, replica, sources=feed(replica, "세계")) as here:
        replica.feeds.drop("world")
        for hours in (1, 2):
            here.clock[0] += timedelta(hours=hours)
            await here.on("세계")
            await here.pilot.press("r")
            await here.until(lambda count=hours: here.row("세계").failures == count)
            await here.until(lambda: not here.newsroom.masthead().refreshing)
        shown = painted(here.app)
        assert "2번 실패" in shown
        assert "127.0.0.1이 거절했습니다(HTTP 404). 10:54부터 2번 이어서 받지 못했습니다." in shown
        assert "마지막으로 받은 것은 3시간 전입니다." in shown
        assert "받지 못하는 곳 1" in lines(here.app)[0]


async def test_a_feed_that_is_gone_is_not_asked_again_before_the_reader_asks(tmp_path, replica):
    async with window(tmp_path, replica, sources=feed(replica, "세계")) as here:
        replica.fault("/feeds/world.xml", Fault.status(410))
        await here.on("세계")
        here.clock[0] += timedelta(hours=2)
        await here.pilot.press("r")
        await here.until(lambda: here.row("세계").gone)
        assert "없어짐" in lines(here.app)[3]
        assert "r을 누르기 전에는 다시 묻지 않습니다" in painted(here.app)
        replica.forget()
        here.clock[0] += timedelta(days=30)
        here.newsroom.refresh(everything=True)
        await here.until(lambda: replica.count("/news/*") and not here.newsroom.masthead().refreshing)
        assert replica.count("/feeds/*") == 0
        replica.restore()
        await here.pilot.press("r")
        await here.until(lambda: not here.row("세계").gone)


async def test_a_paper_of_the_catalogue_is_added_by_one_key_and_marked(tmp_path, replica, monkeypatch):
    papers = (
        Offer("feed", "하나 국제", replica.feed_url("world"), "국제"),
        Offer("feed", "둘", replica.feed_url("atom"), "교육"),
        Offer("mediaon", "누리일보", replica.url),
    )
    monkeypatch.setattr(catalog, "offers", lambda: papers)
    async with window(tmp_path, replica) as here:
        await here.pilot.press("c")
        await here.until(lambda: isinstance(here.screen, CatalogScreen) and here.screen.table.current)
        assert [line.strip() for line in lines(here.app)[1:7]][::2] == ["국제", "교육", "여러 분야"]
        assert marks().chosen in lines(here.app)[6]
        await here.pilot.press("a")
        await here.until(lambda: marks().chosen in lines(here.app)[2])
        assert here.screen.table.current == replica.feed_url("world")
        await here.pilot.press("j", "enter")
        await here.until(lambda: marks().chosen in lines(here.app)[4])
        assert [(one.name, one.section) for one in here.config.sources[1:]] == [("하나 국제", "국제"), ("둘", "교육")]
        await here.pilot.press("q")
        await here.until(lambda: here.row("둘") and here.row("둘").total == 4)


async def test_what_another_process_writes_into_the_configuration_stands_at_once(tmp_path, replica):
    async with window(tmp_path, replica) as here:
        text = here.file.read_text(encoding="utf-8")
        here.file.write_text(
            text.replace("\n[weather]", feed(replica, "세계", 'section = "바다"') + "\n[weather]"), "utf-8"
        )
        await here.until(lambda: here.row("세계") and here.row("세계").total == 4)
        assert "바다" in [shelf.label for shelf in here.newsroom.sections().shelves]
        here.file.write_text("[[source\n", encoding="utf-8")
        await here.until(lambda: any("앞의 설정대로" in told for told in toasts(here.app)))
        assert here.row("세계")
        here.file.write_text(text, encoding="utf-8")
        await here.until(lambda: here.row("세계") is None)
        assert toasts(here.app) == [toasts(here.app)[0]]


async def test_a_headline_names_its_source_where_a_section_mixes_several(tmp_path, replica):
    async with window(tmp_path, replica, sources=feed(replica, "바깥세계", 'section = "국제"'), size=(160, 40)) as here:
        await here.pilot.press("q")
        await here.until(lambda: isinstance(here.screen, MainScreen))
        here.screen.open_view(View("section", "국제"))
        await here.until(lambda: "바깥세계" in painted(here.app))
        pane = here.screen.headlines
        shown = [pane.row(at).text for at in range(pane.row_count())]
        for row in pane.state.rows:
            assert any(row.source in line and row.title[:8] in line for line in shown), row
        here.screen.open_view(View("section", "경제산업"))
        await here.until(lambda: here.screen.headlines.state.title == "경제산업")
        await here.until(lambda: "누리일보" not in "".join(here.screen.headlines.row(at).text for at in range(5)))


async def test_without_any_source_the_screen_says_what_to_do(tmp_path, replica):
    async with window(tmp_path, replica) as here:
        await here.on("누리일보")
        await here.choose("x", "빼기")
        await here.until(lambda: "소스가 없습니다." in painted(here.app))
        assert "a를 누르고" in painted(here.app)
        assert here.config.sources == ()


async def test_the_hangul_layout_and_the_mouse_work_here(tmp_path, replica):
    async with window(tmp_path, replica, sources=feed(replica, "세계"), press="ㄴ") as here:
        await here.on("누리일보")
        await here.pilot.press("ㅓ")
        await here.until(lambda: here.screen.current.name == "세계")
        await here.pilot.click(here.screen.table, offset=(5, 0))
        await here.until(lambda: here.screen.current.name == "누리일보")
        await here.pilot.press("ㅔ")
        await here.until(lambda: here.row("누리일보").paused)
