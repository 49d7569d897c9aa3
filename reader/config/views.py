"""Kept queries written into the configuration file and taken out of it: only their lines, nothing else of the file."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from reader.config.tables import changed, cut, put

if TYPE_CHECKING:
    from reader.config.settings import Config


def add_view(file: Path, name: str, query: str) -> Config:
    """Keep a query under a name, behind those that are kept, and give what `file` says then; raises as `changed`."""
    return changed(file, lambda text: put(text, "view", [{"name": name, "query": query}]), "view")


def remove_view(file: Path, name: str) -> Config:
    """Take the query of this name out of `file`, and give what it says then; raises as `changed`."""
    return changed(file, lambda text: _without(text, name), "view")


def _without(text: str, name: str) -> str:
    names = [view.get("name") for view in tomllib.loads(text).get("view", ())]
    return cut(text, "view", names.index(name)) if name in names else text
