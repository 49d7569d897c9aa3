"""Three windows on one library that work as fast as they can and say what is kept, made to be killed at any moment.

    python windows_to_kill.py FILE KEY ACKS-FD

forks three of them for each line on stdin, answers with their process ids, and writes "reaped" among what they say
when all are dead. Forked from one process that has everything loaded, a round takes milliseconds. What they say, a line
each once the library's future is done: "mark ACTION COUNT", "undo", "refresh GENERATION NAME…".
"""

from __future__ import annotations

import os
import random
import sys
from datetime import datetime, timedelta
from pathlib import Path

from reader.library import Batch, Library, PageRecord, Polled, absorb, article_id, headlines, keep_body, mark, undo
from reader.library.indexing import catch_up  # noqa: F401 - loaded before the fork
from reader.library.searching import search
from reader.model import Block, Body, Entry, Listing, Passage

CHANGES = ("read", "unread", "saved", "unsaved", "hidden", "shown")


def now():
    return datetime.now().astimezone()


def marks(library, say, dice):
    names = [row.id for row in library.read(headlines, now())][:60]
    while True:
        chosen = dice.sample(names, dice.randint(1, 5))
        done = library.write(mark, chosen, dice.choice(CHANGES), now()).result()
        say(f"mark {done.action} {done.count}")


def undoes(library, say, dice):
    while True:
        if library.write(undo, now()).result():
            say("undo")
        library.read(search, dice.choice(("기사", "본문 -새", "ㄱㅅ", "is:unread")), now(), 5)


def refreshes(library, say, dice):
    key, turn = sys.argv[2], dice.getrandbits(40)
    while True:
        turn += 1
        entries = tuple(
            Entry(f"{turn}-{n}", f"https://x/{turn}/{n}", f"새 기사 {turn} {n}", published=now() - timedelta(seconds=n))
            for n in range(3)
        )
        page = PageRecord("https://x/list", "list", "국제", checked=now())
        done = library.write(absorb, Batch(key, (Polled(page, (Listing("국제", entries),)),)), now()).result()
        names = [article_id(key, entry.identity) for entry in entries]
        say(f"refresh {done.generation} {' '.join(names)}")
        body = Body(blocks=(Block("paragraph", (Passage(f"본문 {turn}"),)),))
        library.write(keep_body, names[0], body, now(), 1).result()
        say(f"text {names[0]}")


def window(work, acks):
    library = Library.open(Path(sys.argv[1]), now=now)
    work(library, lambda line: os.write(acks, f"{line}\n".encode()), random.Random())


def main():
    acks = int(sys.argv[3])
    for _ in sys.stdin:
        pids = []
        for work in (marks, undoes, refreshes):
            pid = os.fork()
            if pid == 0:
                try:
                    window(work, acks)
                except BaseException as error:  # noqa: BLE001 - a child must never go on as its parent
                    os.write(acks, f"failed {work.__name__}: {error!r}\n".encode())
                os._exit(1)
            pids.append(pid)
        print(*pids, flush=True)
        for pid in pids:
            os.waitpid(pid, 0)
        os.write(acks, b"reaped\n")


if __name__ == "__main__":
    main()
