"""Builds the wheel and installs it as a person would: into a new environment of some Python, from the package index."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_PLACES = (".pyenv/versions/*/bin/python3.[0-9]*", ".local/share/uv/python/*/bin/python3.[0-9]*")


def built(source, folder, target):
    """Build what `target` names from the tree `source`, without any network, and give the one file."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", folder]
    subprocess.run(command, cwd=source, check=True, capture_output=True, timeout=120)
    (made,) = Path(folder).iterdir()
    return made


def pythons():
    """Find a Python of each version from 3.11 on: of pyenv, of uv, on the path; {"3.11": its file}."""
    of_tools = sorted(file for place in _PLACES for file in Path.home().glob(place))
    found = {
        file.name.removeprefix("python"): str(file) for file in of_tools if re.fullmatch(r"python3\.\d+", file.name)
    }
    on_path = {f"3.{minor}": shutil.which(f"python3.{minor}") for minor in range(11, 30)}
    known = on_path | found  # a tool's own file before what it puts on the path, which asks for a HOME
    return {version: file for version, file in known.items() if version in on_path and file}


@dataclass(frozen=True)
class Installed:
    """An environment with Nuri in it; `bin` is its folder of commands."""

    bin: Path

    @classmethod
    def into(cls, folder, python, *what):
        subprocess.run([python, "-m", "venv", folder], check=True, capture_output=True, timeout=300)
        pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", *what]
        ran = subprocess.run(pip, capture_output=True, check=False, timeout=900)
        assert ran.returncode == 0, ran.stderr.decode()
        return cls(folder / "bin")

    def run(self, *arguments, env, cwd="/"):
        """Run `nuri` with nothing in its environment but `env`; gives code, stdout and stderr as bytes."""
        ran = subprocess.run(
            [self.bin / "nuri", *map(str, arguments)],
            env={"PATH": os.defpath} | env,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=60,
        )
        return ran.returncode, ran.stdout, ran.stderr
