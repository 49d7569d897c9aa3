import os
import shutil
import subprocess

import pytest
from nuri_command import COMMAND, Nuri
from terminal import Terminal

STARTS = {
    "bash": (["--norc", "--noprofile", "-i"], 'eval "$(nuri completion bash)"'),
    "zsh": (["-f", "-i"], 'autoload -Uz compinit && compinit -u && eval "$(nuri completion zsh)"'),
    "fish": (["--no-config", "-i"], "nuri completion fish | source"),
}
HARBOR = """
[weather]
stations = ["서울", {name = "Old Harbor", latitude = 10.5, longitude = 20.5}]
[[source]]
kind = "feed"
name = "Harbor Post"
url = "http://127.0.0.1:9/feed.xml"
section = "국제"
[[view]]
name = "금리"
query = "금리 is:unread"
"""


@pytest.fixture
def harbor(tmp_path):
    return Nuri(tmp_path, HARBOR)


def asked(nuri, line, **env):
    """Ask as a shell does what may stand at the end of `line`, and give it with what is told of each."""
    told = nuri.config.with_name("told")
    line = line.replace("nuri ", f"nuri --config {nuri.config} ", 1)
    subprocess.run(
        [COMMAND],
        env=os.environ
        | {"_ARGCOMPLETE": "1", "_ARGCOMPLETE_SHELL": "fish", "_ARGCOMPLETE_IFS": "\n", "_ARGCOMPLETE_DFS": "\t"}
        | {"_ARGCOMPLETE_SUPPRESS_SPACE": "1", "_ARGCOMPLETE_STDOUT_FILENAME": str(told)}
        | {"COMP_LINE": line, "COMP_POINT": str(len(line))}
        | env,
        check=True,
        timeout=60,
    )
    return dict(each.split("\t") for each in told.read_text("utf-8").splitlines())


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("nuri head", {"headlines"}),
        ("nuri sources re", {"remove"}),
        ("nuri library pru", {"prune"}),
        ("nuri headlines --un", {"--unread"}),
        ("nuri show --json --mark", set()),
        ("nuri completion ", {"bash", "zsh", "fish"}),
        ("nuri config ", {"path", "show", "check"}),
        ("nuri refresh Har", {"Harbor Post"}),
        ("nuri sources remove ", {"Harbor Post"}),
        ("nuri headlines --source ", {"Harbor Post"}),
        ("nuri headlines --section 국", {"국제"}),
        ("nuri headlines --view ", {"금리"}),
        ("nuri weather Old", {"Old Harbor"}),
        ("nuri weather 동두", {"동두천"}),
        ("nuri headlines --limit ", set()),
        ("nuri search ", set()),
    ],
)
def test_what_may_stand_at_the_cursor(harbor, line, names):
    assert set(asked(harbor, line)) == names


def test_a_name_is_told_with_what_it_is(harbor):
    assert asked(harbor, "nuri refresh ")["Harbor Post"] == "http://127.0.0.1:9/feed.xml"
    assert asked(harbor, "nuri head", LC_ALL="en_US.UTF-8")["headlines"] == "list the headlines held, newest first"


def test_files_stand_where_a_file_is_meant(harbor, tmp_path):
    (tmp_path / "papers.opml").touch()
    assert set(asked(harbor, f"nuri sources import {tmp_path}/pap")) == {f"{tmp_path}/papers.opml"}


def test_the_papers_of_the_catalogue_stand_where_one_is_added(harbor):
    assert asked(harbor, "nuri sources add 누리")["누리일보"] == "https://www.nuriilbo.com/"


def test_articles_are_offered_with_their_titles(tmp_path, replica):
    nuri = Nuri(tmp_path, replica.config())
    nuri("refresh")
    newest = nuri("headlines", "--limit", "3", "--json").json
    offered = asked(nuri, "nuri show ")
    assert list(offered.items())[:3] == [(row["id"], row["title"]) for row in newest]
    assert set(asked(nuri, "nuri headlines --section 경")) == {"경제산업"}


def test_a_wrong_configuration_offers_no_names_and_tab_writes_nothing(tmp_path):
    nuri = Nuri(tmp_path, "language = 3")
    assert asked(nuri, "nuri refresh ") == {}
    assert set(asked(nuri, "nuri head")) == {"headlines"}
    assert list(nuri.home.iterdir()) == []


def test_no_other_shell_is_promised(harbor):
    ran = harbor("completion", "tcsh")
    assert ran.code == 2
    assert "tcsh" in ran.err


@pytest.mark.parametrize("shell", STARTS)
def test_a_shell_completes_commands_options_and_names_at_tab(shell, tmp_path, harbor):
    if not (program := shutil.which(shell)):
        pytest.skip(f"{shell} is not installed")
    arguments, start = STARTS[shell]
    path = f"{COMMAND.parent}:{os.environ['PATH']}"
    with Terminal([program, *arguments], 200, 20, {"PATH": path, "PS1": "$ ", "LC_ALL": "C.UTF-8"}) as terminal:
        terminal.press(f"{start} && echo read''y\r")
        terminal.wait_for("ready")
        for typed, completed in (
            ("nuri headl", "nuri headlines "),
            ("--sec", "--section "),
            (f"\x15nuri --config {harbor.config} refresh Har", r"refresh Harbor\ Post"),
            ("\x15nuri weather 동두", "nuri weather 동두천"),
        ):
            terminal.press(typed)
            terminal.wait_for(typed.lstrip("\x15"))
            terminal.press("\t")
            terminal.wait_for(completed)
