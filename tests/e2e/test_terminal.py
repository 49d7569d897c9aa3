import json
import subprocess
import sys
from pathlib import Path

import allowed
import pytest
from nuri_command import COMMAND, Nuri
from replica import Fault
from terminal import Terminal

SECTIONS = ("경제산업", "오피니언", "교육", "국제")
LEAD = "과기정통부, 한-아세안"
FIRST_SENTENCE = "과학기술정보통신부는"


def demo(columns, rows, **env):
    return Terminal([str(COMMAND), "demo"], columns, rows, env)


def test_the_demo_shows_the_days_paper():
    with demo(120, 40) as terminal:
        terminal.wait_for("누리일보", "2026.01.15 (목)", *SECTIONS, "서울 맑음 3.0", "기상청", "견본", LEAD)
        terminal.press("\r")
        terminal.wait_for(FIRST_SENTENCE)
        terminal.press("q", "q")
        assert terminal.wait_end() == 0


@pytest.mark.parametrize(("columns", "rows"), [(60, 20), (80, 24), (120, 40), (200, 60)])
def test_everything_can_be_reached_by_keys_at_every_size(columns, rows):
    with demo(columns, rows) as terminal:
        terminal.wait_for("누리일보", "견본", "2026.01.15 (목)", LEAD)
        for number, section, headline in ((3, "오피니언", "[사설]"), (4, "교육", "종이책"), (5, "국제", "동남아")):
            terminal.press(str(number))
            terminal.wait_for(section, headline)
        terminal.press("1")
        terminal.wait_for("전체", "2026 한-아세안")
        terminal.press("2")
        terminal.wait_for("경제산업", LEAD)
        terminal.press("\r")
        terminal.wait_for(FIRST_SENTENCE, "견본")
        terminal.press("q")
        terminal.wait_for("한국은행")
        terminal.press("?")
        terminal.wait_for("지금 여기서 할 수 있는 것")
        terminal.press("\x1b")
        terminal.wait_gone("지금 여기서 할 수 있는 것")
        terminal.press("q")
        assert terminal.wait_end() == 0


def test_the_weather_of_the_stations_passes_by_at_sixty_columns():
    with demo(60, 20) as terminal:
        terminal.wait_for("동두천 맑음 0.8", "09:00 관측")
        terminal.wait_for("서울 맑음 3.0")
        terminal.wait_gone("동두천 맑음 0.8")


def test_the_hangul_layouts_keys_do_what_the_latin_ones_do():
    with demo(120, 40) as terminal:
        terminal.wait_for(LEAD, "한국은행")
        terminal.press("ㅓ")
        terminal.wait(lambda: "한국은행" in highlighted(terminal))
        terminal.press("ㅏ")
        terminal.wait(lambda: LEAD in highlighted(terminal))
        terminal.press("ㅂ")
        assert terminal.wait_end() == 0


_BAR_COLUMN = 20


def highlighted(terminal):
    """The row of the list that the cursor stands on, at a width of three panes."""
    for row in terminal.screen.buffer.values():
        if row[_BAR_COLUMN].data == "▐":
            return "".join(row[x].data for x in range(_BAR_COLUMN + 1, _BAR_COLUMN + 48))
    return ""


def test_the_demo_opens_no_internet_socket(tmp_path):
    """Every socket that the process makes is told by an audit hook; those of the internet families fail the run."""
    hook = tmp_path / "sitecustomize.py"
    seen = tmp_path / "sockets"
    hook.write_text(
        "import socket, sys\n"
        "def told(event, arguments):\n"
        "    if event in ('socket.__new__', 'socket.connect', 'socket.getaddrinfo', 'socket.bind'):\n"
        "        family = arguments[1] if event == 'socket.__new__' else event\n"
        f"        open({str(seen)!r}, 'a').write(f'{{event}} {{family!r}}\\n')\n"
        "sys.addaudithook(told)\n"
    )
    with demo(120, 40, PYTHONPATH=str(tmp_path)) as terminal:
        terminal.wait_for(LEAD, "서울 맑음 3.0")
        terminal.press("\r")
        terminal.wait_for(FIRST_SENTENCE)
        terminal.press("q", "r")
        terminal.wait_for("한국은행")
        terminal.press("q")
        assert terminal.wait_end() == 0
    assert "AF_INET" not in seen.read_text()
    assert "getaddrinfo" not in seen.read_text()


def test_the_demo_leaves_nothing_behind_and_clears_up_after_the_dead(tmp_path):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = tmp_path / f"nuri-demo-{ended.pid}-x"
    left.mkdir()
    (left / "file").write_text("")
    with demo(80, 24, TMPDIR=str(tmp_path)) as terminal:
        terminal.wait_for(LEAD)
        assert [path for path in tmp_path.glob("nuri-demo-*") if str(terminal.pid) in path.name]
        assert not left.exists()
        terminal.press("q")
        assert terminal.wait_end() == 0
    assert list(tmp_path.glob("nuri-demo-*")) == []
    assert [path for path in Path.home().rglob("*") if path.is_file()] == []


@pytest.fixture
def nuri(tmp_path, replica):
    return Nuri(tmp_path, replica.config())


def reading(nuri, columns=120, rows=40, **env):
    return Terminal(nuri.arguments(), columns, rows, env)


def test_the_first_start_fetches_and_opens_the_first_section(nuri):
    with reading(nuri) as terminal:
        terminal.wait_for("누리일보", *SECTIONS, "서울 맑음 3.0", "09:00 관측")
        terminal.wait_for("경제산업", "[KBO]")


def test_with_the_server_gone_the_screen_still_shows_what_was_fetched(nuri, replica):
    nuri("refresh")
    replica.stop()
    nuri("refresh")
    with reading(nuri) as terminal:
        terminal.wait_for("누리일보", *SECTIONS, "[KBO]", "서울 맑음 3.0")
        terminal.press("j", "\r")
        terminal.wait_for("사본입니다")
        terminal.press("q", "q")
        assert terminal.wait_end() == 0


def test_a_first_start_without_a_network_says_so_and_offers_a_way_on(nuri, replica):
    replica.stop()
    with reading(nuri) as terminal:
        terminal.wait_for("네트워크에 연결되어 있지 않고", "다시 받아 봅니다", "nuri demo")
        replica.start()
        terminal.press("r")
        terminal.wait_for("[KBO]")


def test_new_articles_wait_without_a_key_until_they_are_let_in(nuri, replica):
    nuri("refresh")
    with reading(nuri) as terminal:
        terminal.wait_for("[KBO]")
        terminal.wait(lambda: highlighted(terminal))
        terminal.wait(lambda: highlighted(terminal) != "")
        first = highlighted(terminal)
        terminal.press("j")
        terminal.wait(lambda: highlighted(terminal) not in ("", first))
        before = highlighted(terminal)
        for number in range(3):
            replica.site.publish("경제산업", title=f"방금 들어온 기사 {number}")
        terminal.press("r")
        terminal.wait_for("새 기사 3건")
        assert highlighted(terminal) == before
        assert "방금 들어온 기사" not in terminal.text
        terminal.press(".")
        terminal.wait_for("방금 들어온 기사 2")
        terminal.wait_gone("새 기사 3건")


def test_marks_and_the_place_are_there_after_a_restart(nuri):
    nuri("refresh")
    with reading(nuri) as terminal:
        terminal.wait_for("[KBO]")
        terminal.press("3")
        terminal.wait_for("오피니언")
        terminal.press("b")
        terminal.wait_for("책갈피를 꽂았습니다")
        terminal.press("q")
        assert terminal.wait_end() == 0
    saved = nuri("headlines", "--saved", "--json").json
    assert [row["section"] for row in saved] == ["오피니언"]
    with reading(nuri) as terminal:
        terminal.wait_for(saved[0]["title"][:12])
        terminal.press("u")
        terminal.wait_for("책갈피를 도로 뺐습니다")
    assert nuri("headlines", "--saved", "--json").json == []


def test_hostile_articles_reach_the_terminal_as_plain_characters(nuri, replica):
    for key in ("kbo", "slash", "click", "osc", "c1", "bidi", "nfd"):
        replica.site.publish("오피니언", title=replica.site.named(key).title)
    nuri("refresh")
    with reading(nuri, 200, 60) as terminal:
        terminal.wait_for("[KBO]")
        terminal.press("3")
        for key in ("kbo", "slash", "click", "osc", "c1", "nfd"):
            terminal.wait_for(replica.site.named(key).shown[:18])
        for _ in range(7):
            terminal.press("\r", "q", "j")
        terminal.press("q", "q")
        terminal.wait_end()
    written = allowed.read(terminal.written)
    assert written.strangers == []
    assert written.copied == []


def test_killed_while_refreshing_nothing_read_becomes_unread(nuri, replica):
    nuri("refresh")
    with reading(nuri) as terminal:
        terminal.wait_for("[KBO]")
        terminal.press("\r")
        terminal.wait(lambda: len(json.loads(nuri("headlines", "--unread", "--json").out)) < 35)
        replica.fault("/", Fault.hang())
        terminal.press("q", "r")
        replica.wait_for("/", 2)
    read = {row["id"] for row in nuri("headlines", "--json").json if row["read"]}
    assert read
    replica.restore()
    nuri("refresh")
    assert read <= {row["id"] for row in nuri("headlines", "--json").json if row["read"]}
    assert nuri("doctor", "--json").json["library"]["wrong"] == []


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "xterm"}, {"LC_ALL": "C"}, {"LC_ALL": "en_US.UTF-8"}])
def test_it_opens_in_any_terminal(env):
    with demo(80, 24, **env) as terminal:
        terminal.wait_for("누리일보", "2026.01.15")
        terminal.press("q")
        assert terminal.wait_end() == 0


def test_a_terminal_that_takes_only_lines_is_given_the_front_page():
    with demo(80, 24, TERM="dumb") as terminal:
        assert terminal.wait_end() == 0
    printed = terminal.written.decode()
    assert "2026.01.15" in printed
    assert "경제산업" in printed
    assert "\x1b" not in printed
