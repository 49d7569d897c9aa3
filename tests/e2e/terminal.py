"""A program in a pseudo-terminal, its screen read by pyte as a terminal emulator would show it."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time

import pyte


class Terminal:
    """Runs `arguments` in a terminal of `columns` by `rows`; `written` is every byte that reached it."""

    def __init__(self, arguments, columns, rows, env=None):
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.written = b""
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.execve(arguments[0], arguments, os.environ | {"TERM": "xterm-256color"} | (env or {}))  # noqa: S606 - no shell is what is wanted
        self.resize(columns, rows)
        self.status = None

    def resize(self, columns, rows):
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.screen.resize(rows, columns)

    def attributes(self):
        """Give how the line is set (echo, signals, editing), whoever has it."""
        return termios.tcgetattr(self._fd)[:4]

    def press(self, *keys):
        for key in keys:
            os.write(self._fd, key.encode())

    @property
    def lines(self):
        """The screen's lines as people read them: the empty second cell of a wide character is left out."""
        return ["".join(row[x].data for x in range(self.screen.columns)) for row in self._rows()]

    @property
    def text(self):
        return "\n".join(self.lines)

    def _rows(self):
        return [self.screen.buffer[y] for y in range(self.screen.lines)]

    def shows(self, *texts):
        return all(text in self.text for text in texts)

    def wait(self, predicate, seconds=20.0):
        """Read until `predicate()` holds; AssertionError with the screen when it does not."""
        deadline = time.monotonic() + seconds
        while not predicate():
            remaining = deadline - time.monotonic()
            assert remaining > 0, f"the screen never came to show it:\n{self.text}"
            self._read(min(remaining, 0.2))

    def wait_for(self, *texts, seconds=20.0):
        self.wait(lambda: self.shows(*texts), seconds)

    def wait_gone(self, text, seconds=20.0):
        self.wait(lambda: text not in self.text, seconds)

    def wait_end(self, seconds=20.0):
        """Read until the program has ended; gives its exit code."""
        deadline = time.monotonic() + seconds
        while self.status is None:
            assert time.monotonic() < deadline, f"still running:\n{self.text}"
            self._read(0.05)
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                self.status = os.waitstatus_to_exitcode(status)
        self._read(0)
        return self.status

    def _read(self, seconds):
        ready, _, _ = select.select([self._fd], [], [], seconds)
        if ready:
            try:
                data = os.read(self._fd, 65536)
            except OSError:
                return
            self.written += data
            self._stream.feed(data)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self._fd)
