"""The jobs and their order, on the side of who asks: a thread that hands a child one job after the other."""

from __future__ import annotations

import pickle
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

if TYPE_CHECKING:
    from reader.worker.child import Child

SECONDS = 10.0  # a job that takes longer is ended; the slowest honest page takes 0.1
IDLE_SECONDS = 60.0
_GIVEN = 2  # jobs that a child has at a time: the second waits in its pipe, so that it need not wait for the next
MEMORY = 2 << 30  # bytes of address space; libraries take 0.2 GiB of it, the heaviest page that is let in 0.5


class _Job(Struct):
    """A call to be made in the child; `lost` makes an error of the reason why there is no answer."""

    target: str
    args: tuple[object, ...]
    lost: Callable[[str], Exception]
    done: Future[Any] = field(default_factory=Future)
    asked: bytes = b""  # as it is sent


class Worker:
    """One child process, and a thread that hands it one job after the other. Everything may be called from any thread.

    `seconds`: what a job may take. `idle`: how long the child waits for another. `memory`: its address space in bytes.
    """

    def __init__(self, *, seconds: float = SECONDS, idle: float = IDLE_SECONDS, memory: int = MEMORY) -> None:
        self._seconds = seconds
        self._idle = idle
        self._memory = memory
        self._jobs: deque[_Job] = deque()
        self._given: deque[_Job] = deque()  # handed to the present child and not answered yet; its thread's own
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._child: Child | None = None
        self._closed = False

    @property
    def running(self) -> bool:
        """Say whether there is a child, or one is being started."""
        return self._child is not None or bool(self._jobs)

    @property
    def waiting(self) -> int:
        """Count the jobs that are not answered yet."""
        return len(self._jobs) + len(self._given)

    @property
    def pid(self) -> int:
        """Give the child's process id; 0 while there is none."""
        child = self._child
        return child.pid if child else 0

    def submit(self, target: str, *args: object, lost: Callable[[str], Exception]) -> Future[Any]:
        """Call `target` ("module:function") with `args` in the child; RuntimeError once closed.

        What goes in and comes out is pickled. The future's exception is what the function raised, or what `lost` makes
        of the reason where the child ended before it answered: out of time, out of memory, killed.
        """
        job = _Job(target, args, lost)
        with self._changed:
            if self._closed:
                raise RuntimeError("closed")
            self._jobs.append(job)
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, name="worker", daemon=True)
                self._thread.start()
            self._changed.notify()
        return job.done

    def close(self) -> None:
        """Drop every job and end the child; may be called again."""
        with self._changed:
            self._closed = True
            for job in self._jobs:
                job.done.cancel()
            self._jobs.clear()
            self._changed.notify()
            thread = self._thread
            if self._child:
                self._child.kill()
        if thread:
            thread.join()

    def _serve(self) -> None:
        while self._awaited():
            self._hand_over()
            if self._given:
                self._take()

    def _awaited(self) -> bool:
        """Wait for something to do; False when there is nothing to wait for any more, and then no child is left."""
        with self._changed:
            self._changed.wait_for(lambda: self._jobs or self._given or self._closed, self._idle if self._child else 0)
            if self._jobs or self._given:
                return True
            child, self._child, self._thread = self._child, None, None
        if child:
            child.end()
        return False

    def _hand_over(self) -> None:
        """Hand a job to the child, and one more that it finds as soon as it has answered the first."""
        while len(self._given) < _GIVEN and (job := self._popped()):
            try:
                if not job.asked:
                    job.asked = pickle.dumps((job.target, job.args), pickle.HIGHEST_PROTOCOL)
                child = self._present()
                if self._given and len(job.asked) > child.room:
                    self._put_back(job)
                    return
                self._send(child, job)
                self._given.append(job)
            except (EOFError, OSError) as error:
                _fail(job, job.lost(self._ended(error)))
            except Exception as error:  # noqa: BLE001 - what cannot be pickled is the caller's to hear of, not this thread's
                _fail(job, error)

    def _send(self, child: Child, job: _Job) -> None:
        """Send a job; a child that died while it had none is replaced. Raises OSError, EOFError."""
        try:
            child.send(job.asked)
        except BrokenPipeError as error:
            if not self._given:  # else the answer that does not come will tell
                self._ended(error)
                self._present().send(job.asked)

    def _take(self) -> None:
        """Wait for the answer to the job that was handed over first."""
        job = self._given.popleft()
        wanted = job.done.set_running_or_notify_cancel()
        try:
            good, value = pickle.loads(self._answer())  # noqa: S301 - our own child wrote it, of our own classes
        except (EOFError, OSError) as error:
            good, value = False, job.lost(self._ended(error))
            for other in reversed(self._given):
                self._put_back(other)
            self._given.clear()
        except Exception as error:  # noqa: BLE001 - an answer that cannot be read is the caller's to hear of
            good, value = False, error
        if wanted:
            (job.done.set_result if good else job.done.set_exception)(value)

    def _answer(self) -> bytes:
        if self._child is None:
            raise EOFError("no process")
        return self._child.receive()

    def _popped(self) -> _Job | None:
        """Give the next job that somebody still waits for."""
        with self._changed:
            while self._jobs:
                job = self._jobs.popleft()
                if not job.done.cancelled():
                    return job
                job.done.set_running_or_notify_cancel()
        return None

    def _put_back(self, job: _Job) -> None:
        with self._changed:
            if self._closed:
                job.done.cancel()
            else:
                self._jobs.appendleft(job)

    def _present(self) -> Child:
        from reader.worker.child import Child  # noqa: PLC0415 - a child is what most commands do without

        with self._changed:
            if self._closed:
                raise EOFError("closed")
            if self._child is None:
                self._child = Child.start(seconds=self._seconds, memory=self._memory)
            return self._child

    def _ended(self, error: Exception) -> str:
        """Let go of a child that is gone, and say how it went."""
        with self._changed:
            child, self._child = self._child, None
        return child.end() if child else str(error)


def _fail(job: _Job, error: Exception) -> None:
    """Tell who waits for a job that was not begun why it will not be."""
    if job.done.set_running_or_notify_cancel():
        job.done.set_exception(error)
