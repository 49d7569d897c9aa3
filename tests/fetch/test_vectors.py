"""Every vector of tests/data/http/vectors.json, replayed through the real fetcher against a real server.

A step winds the clock on by `after` seconds, then makes one request; the server gives the step's `answers` in turn.
`{date+5}` in a header is an HTTP-date five seconds from the clock, `{rfc850}` and `{asctime}` its other forms. What is
expected is said in words of `Answer`; `asked` counts requests, `sent` looks into them (null: not sent).
"""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fetch.origin import Origin, Reply, Seen, wait_for

from reader import __version__
from reader.fetch import Request, Store
from reader.model import Validators

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "http" / "vectors.json").read_text(encoding="utf-8"))
FORMS = {"date": "%a, %d %b %Y %H:%M:%S GMT", "rfc850": "%A, %d-%b-%y %H:%M:%S GMT", "asctime": "%a %b %e %H:%M:%S %Y"}


class Script:
    """What the server is to say in one step, and the clock that its dates are told by."""

    def __init__(self, clock) -> None:
        self.clock = clock
        self.answers: list[dict] = []

    def fill(self, text: str) -> str:
        def moment(match: re.Match[str]) -> str:
            return f"{self.clock.at + timedelta(seconds=int(match[2] or 0)):{FORMS[match[1]]}}"

        return re.sub(r"\{(date|rfc850|asctime)([+-]\d+)?\}", moment, text).replace("{version}", __version__)

    def answer(self, seen: Seen) -> Reply:
        assert seen.method == "GET"
        if not self.answers:
            return Reply(418, body=b"one request too many")
        said = self.answers.pop(0)
        self.clock.move(seconds=said.get("takes", 0))
        headers = [(name, self.fill(value)) for name, value in said.get("headers", [])]
        return Reply(said.get("status", 200), headers, said.get("body", "").encode())


class Player:
    """Plays one vector."""

    def __init__(self, make, origin: Origin, clock, folder: Path) -> None:
        self.make = make
        self.origin = origin
        self.clock = clock
        self.folder = folder
        self.script = Script(clock)
        self.renewed: list[object] = []
        origin.on("*", self.script.answer)
        self.start()

    def start(self, **parts: object) -> None:
        self.store = Store(self.folder, 16 * 1024 * 1024)
        self.fetcher = self.make(store=self.store, **parts)
        self.fetcher.on_renewed(self.renewed.append)

    async def play(self, step: dict) -> None:
        self.clock.move(seconds=step.get("after", 0))
        if step.get("restart") or step.get("offline"):
            await self.fetcher.close()
            self.start(offline=step.get("offline", False))
        if step.get("clear"):
            await self.store.clear()
        if step.get("down"):
            await self.origin.stop()
        self.script.answers = list(step.get("answers", []))
        before = len(self.origin.seen)
        answer = await self.fetcher.get(self.request(step))
        if step["expect"].get("behind"):
            await wait_for(lambda: self.renewed or step["expect"]["behind"] == "error")
            await wait_for(lambda: not self.fetcher._behind)
            self.renewed.clear()
        if step.get("down"):
            await self.origin.start()
        seen = self.origin.seen[before:]
        assert len(seen) == step["expect"].pop("asked")
        self.check(answer, seen, step["expect"])

    def request(self, step: dict) -> Request:
        asked = step.get("request", {})
        return Request(
            self.origin.url(step.get("path", "/page")),
            kind=asked.get("kind", "page"),
            urgency=asked.get("urgency", "background"),
            polled=asked.get("polled", False),
            validators=Validators(*asked.get("validators", ())),
            force=asked.get("force", False),
            headers=tuple((name, value) for name, value in asked.get("headers", ())),
        )

    def check(self, answer, seen: list[Seen], expected: dict) -> None:
        expected.pop("behind", None)
        for number, fields in enumerate(expected.pop("sent", ())):
            for name, value in fields.items():
                assert seen[number].field(name) == (None if value is None else self.script.fill(value)), name
        found = {
            "outcome": answer.outcome,
            "body": answer.body.decode(),
            "stale": answer.stale,
            "status": answer.status,
            "error": type(answer.error).__name__ if answer.error else None,
            "wait": (answer.wait_until - self.clock.at).total_seconds() if answer.wait_until else None,
            "moved": self.path(answer.moved_to),
            "final": self.path(answer.url),
            "lifetime": answer.lifetime.total_seconds() if answer.lifetime is not None else None,
            "content_type": answer.content_type,
            "paths": [one.path for one in seen],
            "validators": [answer.validators.etag, answer.validators.last_modified],
        }
        if "cause" in expected:
            assert expected.pop("cause") in answer.error.cause
        if "validators" in expected:
            expected["validators"] = [self.script.fill(value) for value in expected["validators"]]
        assert {name: found[name] for name in expected} == expected, answer

    def path(self, url: str) -> str:
        parts = urlsplit(url)
        return parts.path + (f"?{parts.query}" if parts.query else "")


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
async def test_vector(vector, make, origin: Origin, clock, tmp_path: Path):
    player = Player(make, origin, clock, tmp_path / "vector")
    for step in json.loads(json.dumps(vector["steps"])):
        await player.play(step)


def test_the_vectors_stand_in_the_order_of_the_rfcs_and_name_their_sections():
    assert len(VECTORS) >= 150
    assert len({vector["id"] for vector in VECTORS}) == len(VECTORS)
    sections = list(dict.fromkeys(vector["section"] for vector in VECTORS))
    rfcs = [section.split()[1] for section in sections if section.startswith("RFC ")]
    assert list(dict.fromkeys(rfcs)) == ["9111", "5861", "8246", "9110", "6585"]
    for rfc in dict.fromkeys(rfcs):
        numbers = [
            [int(part) for part in section.split()[2].split(".")] for section in sections if f"RFC {rfc} " in section
        ]
        assert numbers == sorted(numbers), rfc
    assert all(vector["what"] and vector["steps"] for vector in VECTORS)
