import tarfile
import tomllib
from email import message_from_bytes
from pathlib import Path
from zipfile import ZipFile

import pytest
from install.installed import ROOT, built

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def contents(wheel):
    with ZipFile(wheel) as file:
        return {name: file.read(name) for name in file.namelist()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return contents(built(ROOT, tmp_path_factory.mktemp("wheel"), "wheel"))


def test_the_wheel_holds_the_package_whole_and_nothing_beside_it(wheel):
    files = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for path in (ROOT / "reader").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.name != "README.md"
    }
    package = {name: data for name, data in wheel.items() if name.startswith("reader/")}
    assert package == files
    assert {Path(name).suffix for name in package} >= {".py", ".typed", ".toml", ".tcss", ".csv", ".json", ".html"}
    assert {name.split("/")[0].rpartition(".")[2] for name in wheel} == {"reader", "dist-info", "data"}


def test_the_wheel_says_what_it_is_and_which_command_it_brings(wheel):
    (told,) = (data for name, data in wheel.items() if name.endswith(".dist-info/METADATA"))
    (entries,) = (data for name, data in wheel.items() if name.endswith(".dist-info/entry_points.txt"))
    metadata = message_from_bytes(told)
    assert (metadata["Name"], metadata["Requires-Python"]) == ("nuri-reader", ">=3.11")
    assert metadata["Description-Content-Type"] == "text/markdown"
    needed = [each for each in metadata.get_all("Requires-Dist") if "extra ==" not in each]
    assert len(needed) == len(PROJECT["dependencies"])
    assert "nuri = reader.cli:main" in entries.decode()


def test_the_source_distribution_builds_the_same_wheel(wheel, tmp_path):
    sdist = built(ROOT, tmp_path / "sdist", "sdist")
    with tarfile.open(sdist) as file:
        file.extractall(tmp_path / "unpacked", filter="data")
    (source,) = (tmp_path / "unpacked").iterdir()
    assert (source / "tests" / "conftest.py").exists()
    again = contents(built(source, tmp_path / "again", "wheel"))
    records = [name for name in wheel if name.endswith("/RECORD")]
    assert {name: data for name, data in again.items() if name not in records} == {
        name: data for name, data in wheel.items() if name not in records
    }
