"""The sample edition's world: a wire that answers from the package, a clock that starts on that morning, own folders.

Everything above the wire (fetching, parsing, library, screen) runs as it does live; no socket of the internet family
is opened. Folders are named by process id, so that those of dead processes can be told and removed at the next start.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from reader.fetch.wire import Wired

if TYPE_CHECKING:
    from reader.fetch.wire import Kind

_PREFIX = "nuri-demo-"


class SampleWire:
    """A Wire (`fetch.wire`) that answers with the package's own pages and honours their validators."""

    def __init__(self) -> None:
        from reader.sources.sample import pages  # noqa: PLC0415 - read at the first request, after the first paint

        self._pages = pages()

    async def send(
        self,
        method: str,  # noqa: ARG002 - the sample site only answers GET
        url: str,
        headers: Sequence[tuple[str, str]],
        *,
        kind: Kind,  # noqa: ARG002 - its pages are small
        body: bytes | None = None,  # noqa: ARG002
    ) -> Wired:
        """Answer one request: 200 with the page, 304 to its own ETag, 404 for what the edition does not hold."""
        parts = urlsplit(url)
        page = self._pages.get(f"{parts.path}?{parts.query}" if parts.query else parts.path or "/")
        if page is None:
            return Wired(404, (("Content-Type", "text/plain"),), b"", url)
        etag = f'"{hashlib.sha256(page.body).hexdigest()[:16]}"'
        if ("if-none-match", etag) in {(name.lower(), value) for name, value in headers}:
            return Wired(304, (("ETag", etag),), b"", url)
        return Wired(200, (("Content-Type", page.content_type), ("ETag", etag)), page.body, url)

    async def close(self) -> None:
        """Nothing is open."""


def clock(ticking: Callable[[], float] = time.monotonic) -> Callable[[], datetime]:
    """Give a clock that shows the sample's morning now and runs on from there."""
    from reader.sources.sample import NOW  # noqa: PLC0415 - beside the pages

    begun = ticking()
    return lambda: NOW + timedelta(seconds=ticking() - begun)


def own_folder(parent: Path | None = None) -> Path:
    """Make this process's folder (0700) and remove those of processes that are gone."""
    root = parent or Path(tempfile.gettempdir())
    for folder in root.glob(f"{_PREFIX}*"):
        if not _alive(folder.name.removeprefix(_PREFIX).partition("-")[0]):
            remove(folder)
    return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=root))


def remove(folder: Path) -> None:
    """Delete a folder of the sample edition; one that belongs to another user stays."""
    shutil.rmtree(folder, ignore_errors=True)


def _alive(number: str) -> bool:
    if not number.isdigit():
        return True
    try:
        os.kill(int(number), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
