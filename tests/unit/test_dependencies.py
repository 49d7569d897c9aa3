"""Every dependency that is declared is there, and can be imported by itself: some need another that they do not name."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DECLARED = [
    re.split(r"[<>=!~\[; ]", each)[0].lower().replace("_", "-")
    for each in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
]


def modules_of(name):
    """Give the modules that a distribution brings, without those that are its own business."""
    return sorted(
        module
        for module, owners in packages_distributions().items()
        if name in {owner.lower().replace("_", "-") for owner in owners}
        and module.isidentifier()
        and not module.startswith("_")
        and find_spec(module) is not None  # newer Pythons take a NOTICE file for a module
    )


@pytest.mark.parametrize("name", DECLARED)
def test_a_dependency_can_be_imported(name):
    modules = modules_of(name)
    assert modules, f"{name} is declared but not installed"
    for module in modules:
        ran = subprocess.run(
            [sys.executable, "-I", "-c", f"import {module}"], capture_output=True, timeout=60, check=False
        )
        assert ran.returncode == 0, ran.stderr.decode()


def test_what_reading_pages_and_feeds_needs_is_loaded_when_it_is_needed():
    script = (
        "import sys\n"
        "import reader.sources.feed, reader.sources.extract\n"
        "assert not {'feedparser', 'readability', 'lxml', 'charset_normalizer'} & set(sys.modules)\n"
        "from reader.sources.extract.library import _asked\n"
        "text = '나루터 마을의 배는 하루에 네 번 강을 건넌다. ' * 20\n"
        "assert _asked(f'<div><p>{text}</p><p>{text}</p></div>', 'https://x.example/')\n"
        "from reader.sources.feed import loose\n"
        "assert loose.read('<rss><channel><item><title>x</title></b>').entries\n"
    )
    subprocess.run([sys.executable, "-I", "-c", script], check=True, timeout=60)
