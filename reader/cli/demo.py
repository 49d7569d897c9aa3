"""`nuri demo`: the bundled sample edition through the same fetching, parsing, library and screen, without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.cli import logs
from reader.cli.open import has_screen, show
from reader.config import Config
from reader.newsroom import sample
from reader.newsroom.desk import open_desk
from reader.paths import Paths

if TYPE_CHECKING:
    import argparse


def run(options: argparse.Namespace) -> int:
    """Open the sample edition in folders of its own, which are gone afterwards."""
    folder = sample.own_folder()
    try:
        paths = Paths.under(folder)
        logs.start(paths, verbose=options.verbose)
        desk = open_desk(Config(), paths, now=sample.clock(), wire=sample.SampleWire, sample=True)
        return show(desk, terminal=has_screen())
    finally:
        sample.remove(folder)
