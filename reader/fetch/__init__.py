"""The cached fetch layer: one `Fetcher`, its requests and answers, and the seam that carries them.

Importing this loads neither httpx nor diskcache: `Store` loads the one on its own thread when it is opened, and
`reader.fetch.client.HttpxWire` the other, which is imported where a wire is made.
"""

from __future__ import annotations

import sys

from reader.fetch.fetcher import Fetcher
from reader.fetch.messages import Answer, Request
from reader.fetch.store import Store
from reader.fetch.wire import Kind, Wire, Wired

sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # its command line: click and Rich, 30 ms in vain

__all__ = ["Answer", "Fetcher", "Kind", "Request", "Store", "Wire", "Wired"]
