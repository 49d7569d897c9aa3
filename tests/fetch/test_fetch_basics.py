"""What the fetcher's contract names, end to end against a real server."""

from __future__ import annotations

import asyncio
import gzip

import pytest
from fetch.origin import Origin, Reply, wait_for

from reader.errors import AskedToWait, BadRedirect, Gone, Refused, TimedOut, UnsafeAddress
from reader.fetch import Request
from reader.model import Validators

PAGE = Reply(
    200, [("ETag", '"a"'), ("Last-Modified", "Wed, 14 Jan 2026 00:00:00 GMT"), ("Content-Type", "text/html")], b"one"
)


def revalidating(etag: str, body: bytes = b"one", extra: tuple[tuple[str, str], ...] = ()):
    def answer(seen):
        if seen.field("if-none-match") == etag:
            return Reply(304, [("ETag", etag), *extra])
        return Reply(200, [("ETag", etag), ("Cache-Control", "max-age=60"), *extra], body)

    return answer


async def test_a_page_is_fetched_once_and_held_while_fresh(fetcher, origin: Origin, clock):
    url = origin.on("/page", Reply(200, [("Cache-Control", "max-age=60"), ("Content-Type", "text/html")], b"text"))
    first = await fetcher.get(Request(url))
    assert (first.outcome, first.body, first.status, first.requests) == ("updated", b"text", 200, 1)
    assert first.content_type == "text/html"
    assert first.lifetime.total_seconds() == 60
    clock.move(seconds=59)
    second = await fetcher.get(Request(url))
    assert (second.outcome, second.body, second.requests, second.stale) == ("held", b"text", 0, False)
    clock.move(seconds=1)
    assert (await fetcher.get(Request(url))).requests == 1


async def test_a_stale_page_is_asked_for_with_its_validators_verbatim_and_304_keeps_it(fetcher, origin: Origin, clock):
    url = origin.on("/page", revalidating('W/"odd, \\one"', extra=(("Last-Modified", "Tue, 1 Jan 2026 weird"),)))
    await fetcher.get(Request(url))
    clock.move(minutes=2)
    again = await fetcher.get(Request(url))
    assert (again.outcome, again.body, again.status, again.stale) == ("held", b"one", 304, False)
    assert again.fetched == clock.at
    assert origin.seen[1].field("if-none-match") == 'W/"odd, \\one"'
    assert origin.seen[1].field("if-modified-since") == "Tue, 1 Jan 2026 weird"


async def test_a_polled_address_is_validated_only_with_what_the_caller_gives(fetcher, origin: Origin, tmp_path):
    url = origin.on("/feed", revalidating('"v1"', extra=(("Cache-Control", "max-age=1800"),)))
    first = await fetcher.get(Request(url, kind="feed", polled=True))
    assert (first.outcome, first.body, first.validators) == ("updated", b"one", Validators('"v1"'))
    again = await fetcher.get(Request(url, kind="feed", polled=True))
    assert again.outcome == "updated"
    assert not origin.seen[1].conditional
    known = await fetcher.get(Request(url, kind="feed", polled=True, validators=first.validators))
    assert (known.outcome, known.body, known.status, known.validators) == ("unchanged", b"", 304, first.validators)
    assert known.lifetime.total_seconds() == 1800


async def test_a_304_of_another_etag_is_not_believed(fetcher, origin: Origin):
    def answer(seen):
        return Reply(304, [("ETag", '"other"')]) if seen.conditional else Reply(200, [("ETag", '"new"')], b"new")

    url = origin.on("/feed", answer)
    got = await fetcher.get(Request(url, polled=True, validators=Validators('"old"', "x")))
    assert (got.outcome, got.body, got.validators, got.requests) == ("updated", b"new", Validators('"new"'), 2)


async def test_stale_while_revalidate_shows_at_once_and_renews_behind(fetcher, origin: Origin, clock):
    body = [b"old"]
    url = origin.on("/", lambda _: Reply(200, [("Cache-Control", "max-age=10, stale-while-revalidate=60")], body[0]))
    await fetcher.get(Request(url))
    renewed = []
    fetcher.on_renewed(renewed.append)
    body[0] = b"new"
    clock.move(seconds=30)
    shown = await fetcher.get(Request(url))
    assert (shown.outcome, shown.body, shown.stale, shown.requests) == ("held", b"old", True, 0)
    await wait_for(lambda: renewed)
    assert (renewed[0].url, renewed[0].body) == (url, b"new")
    assert (await fetcher.get(Request(url))).body == b"new"
    assert len(origin.seen) == 2


async def test_an_error_of_the_server_shows_the_old_copy_and_says_so(fetcher, origin: Origin, clock):
    url = origin.on("/", Reply(200, [("Cache-Control", "max-age=10")], b"old"))
    await fetcher.get(Request(url))
    origin.on("/", Reply(503, body=b"busy"))
    clock.move(minutes=5)
    shown = await fetcher.get(Request(url, urgency="person"))
    assert (shown.outcome, shown.body, shown.stale, shown.status) == ("held", b"old", True, 503)
    assert isinstance(shown.error, Refused)
    await origin.stop()
    shown = await fetcher.get(Request(url, urgency="person"))
    assert (shown.outcome, shown.stale, shown.error.key) == ("held", True, "error.unreachable")


async def test_retry_after_binds_even_a_person(fetcher, origin: Origin, clock):
    url = origin.on("/", Reply(429, [("Retry-After", "120")]))
    first = await fetcher.get(Request(url, polled=True))
    assert isinstance(first.error, AskedToWait)
    assert (first.wait_until - clock.at).total_seconds() == 120
    clock.move(seconds=119)
    held = await fetcher.get(Request(url, polled=True, force=True, urgency="person"))
    assert (held.outcome, held.requests, held.wait_until) == ("failed", 0, first.wait_until)
    clock.move(seconds=1)
    assert (await fetcher.get(Request(url, polled=True))).requests == 1


async def test_redirects_are_walked_and_only_a_permanent_way_is_told(fetcher, origin: Origin):
    origin.on("/end", Reply(200, [], b"end"))
    origin.on("/301", Reply(301, [("Location", "/308")]))
    origin.on("/308", Reply(308, [("Location", "/end")]))
    origin.on("/302", Reply(302, [("Location", "/301")]))
    permanent = await fetcher.get(Request(origin.url("/301"), polled=True))
    assert (permanent.url, permanent.body, permanent.requests) == (origin.url("/end"), b"end", 3)
    assert permanent.moved_to == origin.url("/end")
    assert (await fetcher.get(Request(origin.url("/302"), polled=True))).moved_to == ""
    origin.on("/loop", Reply(302, [("Location", "/loop")]))
    assert isinstance((await fetcher.get(Request(origin.url("/loop")))).error, BadRedirect)
    origin.on("/file", Reply(302, [("Location", "file:///etc/passwd")]))
    assert isinstance((await fetcher.get(Request(origin.url("/file")))).error, BadRedirect)


async def test_failures_travel_in_the_answer(fetcher, origin: Origin):
    assert isinstance((await fetcher.get(Request("ftp://x/"))).error, UnsafeAddress)
    missing = await fetcher.get(Request(origin.url("/missing")))
    assert (missing.outcome, missing.status) == ("failed", 404)
    assert "no such page" in missing.error.cause
    gone = await fetcher.get(Request(origin.on("/gone", Reply(410))))
    assert isinstance(gone.error, Gone)


async def test_a_gzipped_body_is_unpacked(fetcher, origin: Origin):
    url = origin.on("/", Reply(200, [("Content-Encoding", "gzip")], gzip.compress(b"text" * 1000)))
    assert (await fetcher.get(Request(url))).body == b"text" * 1000


async def test_the_deadline_is_for_the_whole_request(make, origin: Origin):
    async def hang(_seen, writer):
        await writer.wait_closed()

    fetcher = make(timeout=0.2)
    answer = await fetcher.get(Request(origin.raw("/", hang)))
    assert isinstance(answer.error, TimedOut)
    assert answer.elapsed >= 0.2
    origin.on("/fine", Reply(200, [], b"x"))
    assert (await fetcher.get(Request(origin.url("/fine")))).outcome == "updated"


async def test_many_readers_of_a_stale_copy_owe_one_renewal(fetcher, origin: Origin, clock):
    url = origin.on("/", Reply(200, [("Cache-Control", "max-age=10, stale-while-revalidate=60")], b"page"))
    await fetcher.get(Request(url))
    renewed = []
    fetcher.on_renewed(renewed.append)
    clock.move(seconds=30)
    answers = [await fetcher.get(Request(url)) for _ in range(5)]
    assert all(answer.stale and answer.requests == 0 for answer in answers)
    await wait_for(lambda: renewed)
    await wait_for(lambda: not fetcher._behind)
    assert (len(renewed), len(origin.seen)) == (1, 2)


async def test_a_renewal_that_fails_is_not_told(fetcher, origin: Origin, clock):
    url = origin.on("/", Reply(200, [("Cache-Control", "max-age=10, stale-while-revalidate=60")], b"page"))
    await fetcher.get(Request(url))
    renewed = []
    fetcher.on_renewed(renewed.append)
    origin.on("/", Reply(500))
    clock.move(seconds=30)
    assert (await fetcher.get(Request(url))).body == b"page"
    await wait_for(lambda: len(origin.seen) == 2)
    await wait_for(lambda: not fetcher._behind)
    assert renewed == []


async def test_a_closed_fetcher_asks_nothing(make, origin: Origin):
    fetcher = make()
    origin.on("/", Reply(200))
    await fetcher.close()
    answer = await fetcher.get(Request(origin.url("/")))
    assert (answer.outcome, answer.error.key, origin.seen) == ("failed", "error.offline", [])
    await fetcher.close()


async def test_what_nobody_expected_reaches_everyone_who_waits_and_leaves_the_lane_free(make, origin: Origin):
    class Broken:
        async def send(self, *_args, **_named):
            raise ZeroDivisionError

        async def close(self):
            pass

    fetcher = make(wire=Broken)
    gathered = await asyncio.gather(*(fetcher.get(Request(origin.url("/"))) for _ in range(3)), return_exceptions=True)
    assert [type(error) for error in gathered] == [ZeroDivisionError] * 3
    assert not fetcher._line.lanes._hosts


async def test_a_wire_that_cannot_be_made_is_told_and_closing_still_works(make, origin: Origin):
    def cannot():
        raise ImportError("httpx")

    fetcher = make(wire=cannot)
    with pytest.raises(ImportError):
        await fetcher.get(Request(origin.url("/")))
    await fetcher.close()


@pytest.mark.skipif(not hasattr(asyncio, "eager_task_factory"), reason="tasks start eagerly from Python 3.12 on")
async def test_an_answer_that_needs_no_waiting_arrives_where_tasks_start_eagerly(make, origin: Origin, clock):
    asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
    url = origin.on("/", Reply(429, [("Retry-After", "3600")]))
    fetcher = make()
    async with asyncio.timeout(5):
        await fetcher.get(Request(url))
        assert isinstance((await fetcher.get(Request(url))).error, AskedToWait)
        assert isinstance((await fetcher.get(Request(url, polled=True))).error, AskedToWait)
