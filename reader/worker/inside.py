"""The child process itself: bounded in time and memory, it does what it is asked until nobody is left to ask.

Each job arms an alarm whose action is left to the system, so that it ends C code as well, and ends it also when the
parent was killed meanwhile; an idle child sees the end of its input then.
"""

from __future__ import annotations

import os
import pickle
import resource
import signal
from importlib import import_module
from itertools import count
from typing import IO

from reader.worker.messages import LENGTH, read

_FEW = 10  # jobs that are done as fast as can be: somebody may wait for just these
_NICE = 10  # of many, what is parsed is still to be kept and shown: who does that goes first, and nothing piles up


def main(seconds: str, memory: str) -> None:
    """Answer jobs from stdin on stdout until it ends; a job may take `seconds`, the process `memory` bytes."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGALRM])
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_AS, int(memory))
    asked, answers = os.fdopen(0, "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    for done in count():
        if done == _FEW:
            os.nice(_NICE)
        try:
            job = read(asked)
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_REAL, float(seconds))
        answer = _answer(job)
        signal.setitimer(signal.ITIMER_REAL, 0)
        _send(answers, answer)


def _answer(job: bytes) -> bytes:
    """Do a job: whether it went well, and what it gave or raised."""
    try:
        target, args = pickle.loads(job)  # noqa: S301 - our own parent wrote it
        module, _, name = target.partition(":")
        return pickle.dumps((True, getattr(import_module(module), name)(*args)), pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # noqa: BLE001 - raised again in the parent, by the future
        return _failure(error)


def _failure(error: Exception) -> bytes:
    try:
        return pickle.dumps((False, error), pickle.HIGHEST_PROTOCOL)
    except Exception:  # noqa: BLE001 - an error that cannot be pickled is told in words
        return pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")), pickle.HIGHEST_PROTOCOL)


def _send(answers: IO[bytes], answer: bytes) -> None:
    try:
        answers.write(LENGTH.pack(len(answer)))
        answers.write(answer)
        answers.flush()
    except BrokenPipeError:
        os._exit(0)  # nobody listens any more, and nothing is left to be put in order


def _limit(what: int, most: int) -> None:
    try:
        resource.setrlimit(what, (most, most))
    except (ValueError, OSError):
        return  # a system that does not know this limit, or has set a lower one already
