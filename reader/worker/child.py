"""A child process as its parent sees it: started, asked, answering, ended."""

from __future__ import annotations

import contextlib
import fcntl
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO

from reader.worker.messages import LENGTH, read

# The path is handed over as it stands, so that the child finds what its parent did and nothing in the current folder.
_CODE = "import sys; sys.path[:] = sys.argv[3:]; from reader.worker.inside import main; main(*sys.argv[1:3])"


_PIPE = 1 << 20  # bytes; the most that Linux lets an ordinary user ask for
# glibc gives the memory of each page back and asks for it anew with the next, which takes a seventh of the parsing.
_MEMORY = {"MALLOC_TOP_PAD_": str(16 << 20)}


class Child:
    """One process that answers what it is asked.

    `room`: bytes of a message that its pipe holds while it has not begun to read it, so that sending it never waits.
    """

    def __init__(self, process: subprocess.Popen[bytes], asked: IO[bytes], answers: IO[bytes]) -> None:
        self._process = process
        self._asked = asked
        self._answers = answers
        self.pid = process.pid
        self.room = _widened(asked) - 2 * resource.getpagesize()  # a page may be begun by what came before
        _widened(answers)

    @classmethod
    def start(cls, *, seconds: float, memory: int) -> Child:
        """Start one, in a group of its own, so that what is typed in the terminal does not reach it; raises OSError."""
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-c", _CODE, str(seconds), str(memory), *(path or str(Path.cwd()) for path in sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | _MEMORY,
            process_group=0,
        )
        if process.stdin is None or process.stdout is None:
            raise OSError("no pipes")
        return cls(process, process.stdin, process.stdout)

    def send(self, message: bytes) -> None:
        """Hand over a job; raises BrokenPipeError where there is no process any more."""
        self._asked.write(LENGTH.pack(len(message)))
        self._asked.write(message)
        self._asked.flush()

    def receive(self) -> bytes:
        """Wait for the answer; raises EOFError where the process ended without one."""
        return read(self._answers)

    def kill(self) -> None:
        """End it at once, whatever it does; `end` is still to be called."""
        self._process.kill()

    def end(self) -> str:
        """End it and say how it had ended, if it had."""
        code = self._process.poll()
        self._process.kill()
        code = self._process.wait() if code is None else code
        self._answers.close()
        with contextlib.suppress(BrokenPipeError):  # what was not sent any more was for this process
            self._asked.close()
        return f"ended by {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"


def _widened(pipe: IO[bytes]) -> int:
    """Let a pipe hold a whole feed where that can be done; give the bytes that it holds, 0 where nobody knows."""
    if sys.platform != "linux":
        return 0
    with contextlib.suppress(OSError):  # an administrator may allow less
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)
    return fcntl.fcntl(pipe, fcntl.F_GETPIPE_SZ)
