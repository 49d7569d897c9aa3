"""The log: `nuri.log` in the state folder, 0600, rotated; without article text or secrets.

Opened at the first record, so that a command that has nothing to say writes nothing.
"""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING

from reader.paths import Paths, private

if TYPE_CHECKING:
    from io import TextIOWrapper

_SIZE, _KEPT = 1 << 20, 2


class _PrivateFile(RotatingFileHandler):
    """A rotating log for the user alone; where it cannot be written, nothing is logged and nothing breaks."""

    def _open(self) -> TextIOWrapper:
        file = Path(self.baseFilename)
        private(file.parent)
        file.touch(mode=0o600)
        return super()._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the base class's name
        """Drop `record`: a full disk must not become a second error."""


class _Chosen:
    paths: Paths | None = None


def start(paths: Paths, *, verbose: bool) -> None:
    """Send this process's log to the state folder of `paths`: warnings and worse, or with `verbose` all of ours."""
    _Chosen.paths = paths
    logger = logging.getLogger("nuri")
    logger.handlers.clear()
    logger.propagate = False
    logger.setLevel(logging.DEBUG if verbose else logging.WARNING)
    handler = _PrivateFile(paths.log, maxBytes=_SIZE, backupCount=_KEPT, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logger.addHandler(handler)


def file_name() -> str:
    """Name the log file for a sentence."""
    return str((_Chosen.paths or Paths.of_user()).log)
