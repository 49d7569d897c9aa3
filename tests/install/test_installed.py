"""The matrix: every Python that is found, installed from the wheel alone, in every kind of surroundings."""

import json
import subprocess

import pytest
from install.installed import ROOT, Installed, built, pythons
from terminal import Terminal

pytestmark = pytest.mark.long
PYTHONS = pythons()
COMMANDS = [
    ("--version",),
    ("weather",),
    (),
    ("demo",),
    ("headlines",),
    ("headlines", "--json"),
    ("doctor",),
    ("sources", "list"),
    ("config", "path"),
    ("completion", "bash"),
]
LOCALES = {
    "no locale at all": {},
    "C": {"LC_ALL": "C"},
    "POSIX, not coerced": {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    "ko_KR.euckr": {"LC_ALL": "ko_KR.euckr"},
    "en_US.iso88591": {"LC_ALL": "en_US.iso88591"},
    "ko_KR.utf8": {"LC_ALL": "ko_KR.utf8"},
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return built(ROOT, tmp_path_factory.mktemp("wheel"), "wheel")


@pytest.fixture(scope="module", params=PYTHONS)
def installed(request, wheel, tmp_path_factory):
    folder = tmp_path_factory.mktemp("venv") / f"python {request.param}"  # a blank in the path, as people have it
    return Installed.into(folder, PYTHONS[request.param], wheel)


@pytest.fixture
def nuri(installed, tmp_path, replica):
    """Run the installed `nuri` on the replica's paper and weather."""
    config = tmp_path / "config.toml"
    config.write_text(replica.config(), encoding="utf-8")
    return lambda *arguments, **named: installed.run("--config", config, *arguments, **named)


def folders(home):
    """Name every folder below `home`, so that no HOME is needed."""
    return {f"XDG_{name}_HOME": f"{home}/{name.lower()}" for name in ("CONFIG", "DATA", "CACHE", "STATE")}


def there(locale):
    """Tell whether this machine knows a locale; C is everywhere."""
    known = subprocess.run(["locale", "-a"], capture_output=True, check=True).stdout.decode("latin-1").split()
    return "." not in locale or locale in known


def test_only_what_reading_needs_is_installed(installed):
    listed = subprocess.run(
        [installed.bin / "python", "-m", "pip", "list", "--format", "json"], capture_output=True, check=True
    )
    names = {each["name"] for each in json.loads(listed.stdout)}
    assert "nuri-reader" in names
    assert names & {"pytest", "hypothesis", "hatchling", "mypy", "pyte"} == set()
    subprocess.run([installed.bin / "python", "-m", "pip", "check"], check=True, capture_output=True)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("home", ["a home", "no HOME"])
def test_every_command_answers_in_every_locale(nuri, tmp_path, locale, home):
    if not there(locale):
        pytest.skip(f"{locale} is not installed")
    env = LOCALES[locale] | ({"HOME": str(tmp_path)} if home == "a home" else folders(tmp_path))
    for command in COMMANDS:
        code, out, err = nuri(*command, env=env)
        assert (code, b"Traceback" in err, len(err.splitlines()) < 2) == (0, False, True), (command, out, err)
        assert out or err
    code, out, _ = nuri("demo", env=env)
    encoding = {"ko_KR.euckr": "euc_kr", "en_US.iso88591": "latin-1", "POSIX, not coerced": "ascii"}.get(
        locale, "utf-8"
    )
    assert ("누리일보" if encoding in {"utf-8", "euc_kr"} else "????") in out.decode(encoding)


def test_a_home_that_cannot_be_written_is_one_sentence(nuri, tmp_path):
    (tmp_path / "file").touch()
    for command in COMMANDS:
        code, out, err = nuri(*command, env={"HOME": f"{tmp_path}/file/home"})
        works = command[:1] in {("--version",), ("demo",), ("config",), ("completion",)}
        assert (code, bool(out), len(err.splitlines())) == ((0, True, 0) if works else (1, False, 1)), (
            command,
            out,
            err,
        )


def test_a_dumb_terminal_gets_lines_and_another_the_screen(installed):
    nuri = str(installed.bin / "nuri")
    with Terminal([nuri, "demo"], 80, 24, {"TERM": "dumb"}) as terminal:
        assert terminal.wait_end(60) == 0
    assert b"\x1b" not in terminal.written
    with Terminal([nuri, "demo"], 120, 40) as terminal:
        terminal.wait_for("누리일보", "2026.01.15 (목)", seconds=60)
        terminal.press("\r", "q", "q")
        assert terminal.wait_end(60) == 0


def test_news_come_from_another_folder(nuri, tmp_path):
    env = {"HOME": str(tmp_path)}
    code, out, err = nuri("refresh", "--json", env=env)
    assert (code, [row["status"] for row in json.loads(out)["sources"]]) == (0, ["updated", "updated"]), err
    code, out, _ = nuri("headlines", "--json", env=env)
    newest = json.loads(out)[0]
    code, out, _ = nuri("show", newest["id"], "--json", env=env, cwd=tmp_path)
    assert (code, json.loads(out)["title"]) == (0, newest["title"])
    assert nuri("doctor", env=env)[0] == 0


def test_the_manual_page_lies_where_man_looks(installed):
    page = installed.bin.parent / "share" / "man" / "man1" / "nuri.1"
    assert page.read_text("utf-8").startswith(".TH NURI 1")
