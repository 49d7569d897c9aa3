"""A newsroom that does as it is told: a paper in memory, every intention written down, news told by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

from msgspec.structs import replace
from textual.app import App

from reader.app import NuriApp
from reader.config import Config
from reader.config.settings import ReadingSettings
from reader.errors import NuriError
from reader.model import (
    ALL,
    NOT_FETCHED,
    SAVED,
    UNREAD,
    Article,
    ArticleState,
    Block,
    Drawing,
    Frame,
    Headline,
    Link,
    ListState,
    MastheadState,
    Observation,
    Passage,
    SectionsState,
    Shelf,
    SkyState,
    View,
    WeatherState,
)
from reader.model.roster import SourceRow
from reader.ui.main import MainScreen

KST = timezone(timedelta(hours=9))
NOW = datetime(2026, 1, 15, 9, 54, tzinfo=KST)
SECTIONS = ("경제산업", "오피니언", "교육", "국제")
STATIONS = (
    *(
        ("동두천", "맑음", 0.8),
        ("강릉", "맑음", 7.6),
        ("서울", "맑음", 3.0),
        ("대전", "박무", 4.2),
        ("대구", "맑음", 9.7),
    ),
    *(
        ("울산", "구름조금", 8.8),
        ("광주", "-", 5.1),
        ("부산", "맑음", 10.3),
        ("고창", "흐림", None),
        ("제주", "구름많음", 9.9),
    ),
    *(
        ("강화", "맑음", 1.2),
        ("보은", "맑음", 2.9),
        ("금산", "연무", 2.1),
        ("강진군", "맑음", 7.0),
        ("거제", "맑음", 9.1),
    ),
)


def text(*lines: str) -> tuple[Block, ...]:
    return tuple(Block("paragraph", (Passage(line),)) for line in lines)


def headline(number: int, title: str = "", **more) -> Headline:
    given = {
        "id": f"a{number}",
        "source": "누리일보",
        "title": title or f"제목 {number}번, 한국은행 기준금리를 동결하기로 했다고 밝혀",
        "url": f"https://www.nuriilbo.com/news/article.html?no={number}",
        "section": SECTIONS[number % 4],
        "published": NOW - timedelta(minutes=13 + 21 * number),
    }
    return Headline(**(given | more))


class SourceRows:
    async def rows(self):
        return (SourceRow("누리일보", "mediaon", "https://www.nuriilbo.com/", SECTIONS),)


class Desk:
    """Fulfils `reader.ui.service.Service`."""

    def __init__(self, headlines: Sequence[Headline] = (), *, lead: bool = False) -> None:
        self.headlines: list[Headline] = list(headlines)
        self.bodies: dict[str, tuple[Block, ...]] = {}
        self.waiting: list[Headline] = []
        self.asked: list[tuple] = []
        self.undoable: list[tuple[str, list[Headline]]] = []
        self.places: dict[str, int] = {}
        self.kept: dict[str, object] = {"uses": 9}
        self.left: tuple[View, str] = (View("section", "경제산업"), "")
        self.note: tuple[str, tuple[tuple[str, str], ...]] = ("ui.note.empty_section", ())
        self.fails: NuriError | None = None
        self.lead = lead
        self.many_sources = False
        self.freshness = NOT_FETCHED
        self.loading: tuple[bool, bool] = (False, False)  # the list's first headlines, and articles' texts
        self.view = ALL
        self.paper = MastheadState("누리일보", date(2026, 1, 15), renewed=NOW)
        self.sky = WeatherState(
            "kma", NOW.replace(hour=9, minute=0), NOW, tuple(Observation(n, n, s, t) for n, s, t in STATIONS)
        )
        self.ids: list[str] = []
        self.tell: Callable[[str, str], None] = lambda news, name: None

    # snapshots

    def masthead(self) -> MastheadState:
        return self.paper

    def weather(self) -> WeatherState:
        return self.sky

    def weather_table(self) -> SkyState:
        return SkyState(self.sky)

    def sections(self) -> SectionsState:
        views = [ALL, *(View("section", name) for name in SECTIONS), UNREAD, SAVED]
        labels = ["전체", *SECTIONS, "안 읽음", "책갈피"]
        shelves = [
            Shelf(view, label, len(rows := self._in(view)), sum(not row.read for row in rows))
            for view, label in zip(views, labels, strict=True)
        ]
        return SectionsState(tuple(shelves), self.view)

    def _in(self, view: View) -> list[Headline]:
        wanted = {
            "all": lambda row: True,
            "section": lambda row: row.section == view.name,
            "unread": lambda row: not row.read,
            "saved": lambda row: row.saved,
        }[view.kind]
        return [row for row in self.headlines if wanted(row)]

    def open_list(self, view: View) -> ListState:
        self.asked.append(("open_list", view))
        self.view = view
        self.ids = [row.id for row in self._in(view)]
        return self.current_list()

    def current_list(self) -> ListState:
        held = {row.id: row for row in self.headlines}
        title = {"all": "전체", "unread": "안 읽음", "saved": "책갈피"}.get(self.view.kind, self.view.name)
        return ListState(
            view=self.view,
            title=title,
            rows=tuple(held[name] for name in self.ids if name in held),
            lead=self.lead and self.view == ALL,
            waiting=len(self.waiting),
            many_sources=self.many_sources,
            freshness=self.freshness,
            note=self.note[0],
            note_fields=self.note[1],
            loading=self.loading[0],
        )

    def _row(self, name: str) -> Headline:
        return next(row for row in self.headlines if row.id == name)

    def article(self, name: str) -> ArticleState:
        if all(row.id != name for row in self.headlines):
            return ArticleState()
        blocks = self.bodies.get(name, ())
        loading = self.loading[1] and not blocks
        note = "" if blocks or loading else "ui.note.text_not_held"
        return ArticleState(Article(self._row(name), blocks), loading=loading, note=note)

    def start_view(self) -> tuple[View, str]:
        return self.left

    def place(self, name: str) -> int:
        return self.places.get(name, 0)

    def source_desk(self):
        return SourceRows()

    # intentions

    def opened(self, name: str) -> ArticleState:
        self.asked.append(("opened", name))
        self._change({name}, read=True)
        return self.article(name)

    def recalled(self, name: str) -> object:
        return self.kept.get(name)

    def keep(self, name: str, value: object) -> None:
        self.kept[name] = value

    def remember_cursor(self, view: View, name: str) -> None:
        self.asked.append(("remember_cursor", view, name))

    def remember_place(self, name: str, block: int) -> None:
        self.asked.append(("remember_place", name, block))
        self.places[name] = block

    async def mark(self, ids: Sequence[str], change: str) -> None:
        self.asked.append(("mark", tuple(ids), change))
        self._may_fail()
        self.undoable.append((change, list(self.headlines)))
        if change == "hidden":
            self.headlines = [row for row in self.headlines if row.id not in ids]
        else:
            mark = "read" if change in {"read", "unread"} else "saved"
            self._change(set(ids), **{mark: change in {"read", "saved"}})

    async def read_section(self, view: View) -> int:
        self.asked.append(("read_section", view))
        self._may_fail()
        self.undoable.append(("section", list(self.headlines)))
        unread = {row.id for row in self._in(view) if not row.read}
        self._change(unread, read=True)
        return len(unread)

    async def undo(self) -> tuple[str, str] | None:
        self.asked.append(("undo",))
        if not self.undoable:
            return None
        what, before = self.undoable.pop()
        changed = [row for row in before if row not in self.headlines]
        self.headlines = before
        return what, changed[0].id if len(changed) == 1 else ""

    def show_new(self) -> ListState:
        self.asked.append(("show_new",))
        self.headlines = [*self.waiting, *self.headlines]
        self.waiting = []
        return self.open_list(self.view)

    def refresh(self, everything: bool = False) -> None:
        self.asked.append(("refresh", everything))

    def near_end(self, view: View) -> None:
        self.asked.append(("near_end", view))

    async def picture(self, url: str, frame: Frame) -> Drawing:
        self.asked.append(("picture", url, frame))
        self._may_fail()
        return (
            Drawing(4, 2, lines=("@@..", "..@@")) if frame.form == "letters" else Drawing(4, 2, pixels=bytes(range(48)))
        )

    async def export(self, name: str) -> Path:
        self.asked.append(("export", name))
        self._may_fail()
        return Path("기사.md")

    def open_in_browser(self, url: str) -> None:
        self.asked.append(("open_in_browser", url))

    def start(self) -> None:
        self.asked.append(("start",))

    def subscribe(self, told: Callable[[str, str], None]) -> None:
        self.tell = told

    # by hand

    def publish(self, *headlines: Headline) -> None:
        self.waiting = [*headlines, *self.waiting]
        self.tell("waiting", "")

    def did(self, what: str) -> list[tuple]:
        return [asked for asked in self.asked if asked[0] == what]

    def _change(self, ids: set[str], **marks: bool) -> None:
        self.headlines = [replace(row, **marks) if row.id in ids else row for row in self.headlines]

    def _may_fail(self) -> None:
        if self.fails:
            raise self.fails


def paper() -> Desk:
    """A paper as it would be printed: 48 headlines, some read and saved, articles of every kind of block."""
    first = headline(
        0,
        "과기정통부, 한-아세안 정상회의 비전 인공지능으로 잇는다",
        subtitle="2026 한-아세안 디지털 장관회의에서 협력 계획 밝혀\n인재 양성과 공동 연구에 뜻 모아",
        summary="(누리일보) 과학기술정보통신부는 15일 한-아세안 디지털 장관회의에서 인공지능을 함께 키워 나갈 계획을 밝혔다. 회의에는 열한 나라의 장관이 자리했다. "
        * 2,
        author="김누리 기자",
        section="경제산업",
    )
    desk = Desk([first, *(headline(n, read=n % 3 == 0, saved=n % 7 == 0) for n in range(1, 48))], lead=True)
    desk.bodies["a0"] = (
        *text(
            "(누리일보) 과학기술정보통신부는 15일 하노이에서 열린 제6차 한-아세안 디지털 장관회의에서 인공지능을 중심으로 한 협력 계획을 밝혔다.",
            "이번 회의에는 아세안 회원국의 장관과 국제기구 관계자가 자리해 디지털 격차를 줄이고 함께 성장할 길을 논의했다.",
        ),
        Block("heading", (Passage("인재 양성과 공동 연구"),), level=2),
        Block(
            "paragraph",
            (Passage("자세한 내용은 과기정통부 누리집에서 볼 수 있다.", (Link(7, 16, "https://www.msit.go.kr/"),)),),
        ),
        Block(
            "list",
            (
                Passage("디지털 인재 3천 명 양성"),
                Passage("공동 연구 과제 열두 가지를 함께 고르고 해마다 그 성과를 나눈다"),
            ),
            ordered=True,
        ),
        Block("quote", (Passage("“기술은 사람을 향해야 한다.”"),)),
        Block(
            "table",
            rows=(("구분", "2025", "2026"), ("교류 인원", "1,240", "3,000"), ("과제", "8", "12")),
            header=True,
        ),
        Block(
            "image",
            (Passage("▲ 회의에 참석한 각국 장관들이 기념사진을 찍고 있다."),),
            url="https://www.nuriilbo.com/data/a.jpg",
        ),
        *text(
            *("협력 사업은 올해 상반기에 시작되며 정부는 이를 위해 관계 부처와 함께 실행 계획을 마련하기로 했다. " * 3,)
            * 8
        ),
    )
    for row in desk.headlines[1:40]:
        desk.bodies[row.id] = text(f"{row.title}는 소식이다. " * 4, "둘째 문단입니다. " * 20)
    return desk


class PaperApp(NuriApp):
    """The application as it is, in front of a desk that does as it is told."""

    def __init__(self, desk: Desk, *, keys: dict[str, str] | None = None, **reading) -> None:
        config = Config(reading=ReadingSettings(**reading), keys=keys or {})
        super().__init__(desk, config, lambda: NOW.astimezone(UTC))
        self.desk = desk


def lines(app: App[None]) -> list[str]:
    """What stands on the screen, line by line."""
    return ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]


def painted(app: App[None]) -> str:
    """What stands on the screen, as one text."""
    return "\n".join(lines(app))


async def wait_for(pilot, true: Callable[[], object], *, rounds: int = 500) -> None:
    """Let the application work until `true` holds."""
    for _ in range(rounds):
        if true():
            return
        await pilot.pause()
    raise AssertionError("it did not come about:\n" + painted(pilot.app))


@asynccontextmanager
async def opened(desk: Desk, size: tuple[int, int] = (120, 40), **how):
    """Open the paper of `desk` at `size`, settled, with its first preview shown."""
    app = PaperApp(desk, **how)
    async with app.run_test(size=size, notifications=True) as pilot:
        await wait_for(pilot, lambda: isinstance(app.screen, MainScreen) and app.screen.size == size)
        screen = app.screen
        first = screen.headlines.current
        await wait_for(pilot, lambda: screen.article.shown == (first.id if first else ""))
        await pilot.pause()
        yield pilot, screen


def toasts(app: App[None]) -> list[str]:
    return [notification.message for notification in app._notifications]
