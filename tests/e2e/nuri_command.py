"""Runs the installed `nuri` as a person would: as a process of its own, in folders of the test's own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

COMMAND = Path(sys.executable).with_name("nuri")


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


class Nuri:
    """`nuri` for one reader: a configuration file and a home."""

    def __init__(self, folder, config=""):
        self.config = folder / "config.toml"
        self.config.write_text(config, encoding="utf-8")
        self.home = Path(os.environ["HOME"])

    def arguments(self, *arguments):
        return [str(COMMAND), "--config", str(self.config), *map(str, arguments)]

    def __call__(self, *arguments, env=None, timeout=60):
        done = subprocess.run(
            self.arguments(*arguments),
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=timeout,
            env=os.environ | (env or {}),
            check=False,
        )
        return Ran(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    def start(self, *arguments):
        return subprocess.Popen(
            self.arguments(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL
        )
