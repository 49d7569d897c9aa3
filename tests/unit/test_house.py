"""The plan of the house cannot drift: its rooms, its layers and every file that it names are compared with the tree."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLAN = (ROOT / "reader" / "README.md").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
OUTSIDE = {"__init__.py", "__main__.py", "__pycache__", "py.typed", "README.md"}


def test_every_room_is_on_the_plan_once_and_none_other():
    planned = re.findall(r"^\| `reader/([a-z_]+/|[a-z_]+\.py)` \| \S", PLAN, re.MULTILINE)
    rooms = [path.name + "/" * path.is_dir() for path in (ROOT / "reader").iterdir() if path.name not in OUTSIDE]
    assert sorted(planned) == sorted(rooms)


def test_the_layers_are_those_that_are_held():
    drawn = PLAN.partition("```\n")[2].partition("\n```")[0].splitlines()
    (held,) = (each["layers"] for each in PROJECT["tool"]["importlinter"]["contracts"] if each["type"] == "layers")
    assert drawn == held


def test_every_room_has_its_layer():
    layers = {
        name for line in PLAN.partition("```\n")[2].partition("\n```")[0].splitlines() for name in line.split(" | ")
    }
    rooms = {path.stem for path in (ROOT / "reader").iterdir() if path.name not in OUTSIDE}
    assert layers == rooms


def test_every_file_that_is_named_is_there():
    named = {word for quoted in re.findall(r"`([^`\n]+)`", PLAN) for word in quoted.split() if "/" in word}
    places = [ROOT, ROOT / "reader"]
    assert [name for name in sorted(named) if not any((place / name).exists() for place in places)] == []
    modules = re.findall(r"python -m (tests[.\w]+)", PLAN)
    files = [ROOT / name.replace(".", "/") for name in modules]
    assert [
        str(file) for file in files if not (file.with_suffix(".py").exists() or (file / "__main__.py").exists())
    ] == []


def test_every_folder_of_tests_is_told_of():
    told = (ROOT / "tests" / "README.md").read_text("utf-8")
    folders = [each.name for each in (ROOT / "tests").iterdir() if each.is_dir() and each.name != "__pycache__"]
    assert [name for name in folders if f"`{name}/`" not in told] == []


def test_every_mark_of_tests_is_told_of():
    marks = [mark.partition(":")[0] for mark in PROJECT["tool"]["pytest"]["ini_options"]["markers"]]
    assert [mark for mark in marks if f"-m {mark}" not in PLAN] == []
