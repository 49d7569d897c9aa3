"""The lowest versions that pyproject.toml names do their work: exactly those are installed, and tests run on them."""

import os
import re
import subprocess
import tomllib

import pytest
from install.installed import ROOT, Installed, built, pythons

pytestmark = pytest.mark.long
PYTHONS = pythons()
PINS = [
    re.sub(r"\s*>=\s*([\w.]+).*", r"==\1", needed)
    for needed in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
]
TESTED = ("unit", "sources", "weather", "fetch", "library", "ui", "e2e/test_command_line.py", "e2e/test_terminal.py")


@pytest.mark.parametrize("version", PYTHONS)
def test_the_lowest_versions_named_will_do(version, tmp_path):
    wheel = built(ROOT, tmp_path / "wheel", "wheel")
    installed = Installed.into(tmp_path / "venv", PYTHONS[version], f"{wheel}[test]", *PINS)
    options = ("-q", "-p", "no:cacheprovider", "-p", "no:anyio")  # an old anyio's plugin warns of today's pytest
    ran = subprocess.run(
        [installed.bin / "pytest", *options, *(f"tests/{each}" for each in TESTED)],
        cwd=ROOT,
        env=os.environ | {"PATH": f"{installed.bin}:{os.environ['PATH']}"},
        capture_output=True,
        check=False,
        timeout=3600,
    )
    assert ran.returncode == 0, ran.stdout.decode()[-4000:]
