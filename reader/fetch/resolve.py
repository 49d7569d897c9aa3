"""Names to addresses, on threads that nobody waits for at the end.

A look-up can hang for half a minute and cannot be stopped. On asyncio's own few threads it would hold up every other
job of the program, and its exit; so each look-up here has a daemon thread of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading


async def resolve(host: str, port: int) -> tuple[str, ...]:
    """Give the addresses of a host, none for an unknown one; raises UnicodeError for a name that cannot be one."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[tuple[str, ...]] = loop.create_future()

    def settle(found: tuple[str, ...], error: UnicodeError | None) -> None:
        if answer.done():
            return
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(found)

    def look_up() -> None:
        found: tuple[str, ...] = ()
        failed: UnicodeError | None = None
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found = tuple(dict.fromkeys(str(row[4][0]) for row in rows))
        except UnicodeError as error:
            failed = error
        except OSError:
            found = ()
        with contextlib.suppress(RuntimeError):  # the loop may have ended meanwhile
            loop.call_soon_threadsafe(settle, found, failed)

    threading.Thread(target=look_up, name=f"resolve {host}", daemon=True).start()
    return await answer
