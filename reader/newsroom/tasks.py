"""The one supervised boundary: work started here either ends well or is logged and told, and none is left behind."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine

from reader.errors import NuriError

log = logging.getLogger("nuri.newsroom")


class Tasks:
    """Background work by name: one task a name at a time."""

    def __init__(self, failed: Callable[[NuriError], None]) -> None:
        self._failed = failed
        self._running: dict[str, asyncio.Task[None]] = {}

    def start(self, name: str, work: Coroutine[object, object, None]) -> bool:
        """Start `work` unless one of this name is running; says whether it was started."""
        if self.running(name):
            work.close()
            return False
        # Not create_task: a task that starts eagerly (Textual on Python 3.12 and later) could end before it is known.
        self._running[name] = asyncio.Task(self._supervised(name, work), loop=asyncio.get_running_loop(), name=name)
        return True

    def running(self, name: str) -> bool:
        """Say whether work of this name is under way."""
        task = self._running.get(name)
        return task is not None and not task.done()

    async def close(self) -> None:
        """Cancel everything and wait until it is gone; what was only just started gets its first turn."""
        await asyncio.sleep(0)
        tasks = [task for task in self._running.values() if not task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _supervised(self, name: str, work: Coroutine[object, object, None]) -> None:
        try:
            await work
        except NuriError as error:
            log.warning("%s: %s", name, error)
            self._failed(error)
        except Exception as error:  # the task boundary: logged whole, told in one sentence, and the paper goes on
            log.exception("%s failed", name)
            self._failed(NuriError(log="nuri.log", cause=repr(error)))
        finally:
            if self._running.get(name) is asyncio.current_task():
                del self._running[name]
