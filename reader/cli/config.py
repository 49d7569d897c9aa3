"""`nuri config [path|show|check]`: where the configuration is, what is in force, what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import to_builtins

from reader.cli import output
from reader.cli.setup import configured
from reader.locale import say
from reader.paths import Paths

if TYPE_CHECKING:
    import argparse

    from reader.config import Config


def run(options: argparse.Namespace) -> int:
    """Print the file's path, all settings in force as JSON, or that the file is right."""
    if options.verb == "path":
        output.line(str(options.config or Paths.of_user().config_file))
        return 0
    config, _ = configured(options, with_themes=True)
    if options.verb == "show":
        output.document(_shown(config))
    else:
        output.line(say("cli.config_right"))
    return 0


def _shown(config: Config) -> dict[str, object]:
    """Give the settings as plain data; the values of headers may be secrets and stay hidden."""
    shown: dict[str, Any] = to_builtins(config, enc_hook=str)
    for source in shown["sources"]:
        source["headers"] = {name: "…" for name, _ in source["headers"]}
    return shown
