"""The command line: reads arguments, runs one command's module, turns every error into one line and an exit code.

0 done, 1 failed, 2 usage or configuration. This is the edge at which an unexpected error is logged instead of shown.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

DONE, FAILED, USAGE = 0, 1, 2
HANDOVER = 0.001  # seconds until a busy thread lets another run; at Python's 5 ms a key waits that long for each writer
GARBAGE = 200_000  # new containers after which they are looked through; of a refresh, Python's 700 take a tenth


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `nuri` with `arguments` (the process's own by default) and give its exit code."""
    sys.setswitchinterval(HANDOVER)
    gc.set_threshold(GARBAGE)
    atexit.register(gc.freeze)  # what ends with the process need not be looked through first: 8 ms
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given in (["--version"], ["-V"]):
        from reader import __version__  # noqa: PLC0415 - the quick way asks for nothing else

        print(f"nuri {__version__}")
        return DONE
    try:
        return _run(given)
    except BrokenPipeError:  # `nuri headlines | head`: the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return 130


def _run(given: list[str]) -> int:
    from reader import locale  # noqa: PLC0415 - `--version` does without
    from reader.cli.arguments import UsageError, parse  # noqa: PLC0415 - likewise

    locale.use("auto")
    if "_ARGCOMPLETE" in os.environ:  # a shell asks what may stand at its cursor
        from reader.cli.completion import answer  # noqa: PLC0415 - only then

        answer()
    try:
        options = parse(given)
    except UsageError as error:
        print(error, file=sys.stderr)
        return USAGE
    except SystemExit as left:  # argparse leaves this way after --help and --version
        return int(left.code or 0)
    return _command(options)


def _command(options: argparse.Namespace) -> int:
    from reader.cli import output  # noqa: PLC0415 - likewise
    from reader.errors import ConfigError, NuriError  # noqa: PLC0415 - likewise

    try:
        code = import_module(f"reader.cli.{options.command or 'open'}").run(options)
        sys.stdout.flush()
        return int(code)
    except ConfigError as error:
        output.problems(error)
        return USAGE
    except NuriError as error:
        output.failed(error, verbose=options.verbose)
        return FAILED
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except Exception as error:  # noqa: BLE001 - the command line's edge: logged whole, told in one sentence
        output.unexpected(error, verbose=options.verbose)
        return FAILED
