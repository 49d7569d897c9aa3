import shutil
import subprocess
from pathlib import Path

import pytest

from reader.cli.arguments import grammar
from reader.cli.manual import manual
from reader.commands import COMMANDS
from reader.locale import sentences

README = Path(__file__).parents[2].joinpath("README.md").read_text("utf-8")
PAGES = {language: manual(README, language) for language in ("ko", "en")}


def options_of(parser):
    for action in parser._actions:
        yield from action.option_strings
        if action.choices and hasattr(action.choices, "values"):
            for below in action.choices.values():
                yield below.prog
                yield from options_of(below)


@pytest.mark.parametrize("language", PAGES)
def test_every_command_option_and_key_stands_in_the_page(language):
    page, say = PAGES[language].replace("\\-", "-"), sentences(language)
    assert [name for name in options_of(grammar()) if name not in page] == []
    named = [command for command in COMMANDS if not command.id.startswith("section_")]
    assert [command.id for command in named if f"({command.id})" not in page] == []
    assert [command.id for command in named if say[f"command.{command.id}"] not in page] == []


@pytest.mark.parametrize("language", PAGES)
def test_the_page_speaks_one_language_and_tells_the_configuration(language):
    page = PAGES[language]
    assert sentences(language)["cli.help.headlines"] in page.replace("\\-", "-")
    assert sentences("en" if language == "ko" else "ko")["cli.help.headlines"] not in page
    assert "[[source]]" in page
    assert "timeout_seconds = 20" in page


@pytest.mark.parametrize("language", PAGES)
def test_the_page_is_set_without_a_warning(language, tmp_path):
    if not (groff := shutil.which("groff")):
        pytest.skip("groff is not installed")
    source = tmp_path / "nuri.1"
    source.write_text(PAGES[language], encoding="utf-8")
    ran = subprocess.run([groff, "-ww", "-k", "-man", "-Tutf8", source], capture_output=True, check=True, timeout=60)
    assert ran.stderr.decode() == ""
    assert "nuri headlines" in ran.stdout.decode().replace("\x1b[1m", "").replace("\x1b[0m", "").replace("\x1b[22m", "")
