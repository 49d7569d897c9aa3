"""What is posted: asked once, kept nowhere, sent nowhere else, and never quoted."""

from __future__ import annotations

import asyncio
import logging

import pytest
from fetch.origin import Origin, Reply

from reader.errors import BadRedirect, Refused, Unreachable
from reader.fetch import Request

FORM = (("Content-Type", "application/x-www-form-urlencoded"),)
BODY = b"Email=alice&Passwd=hush-hush"


def post(url: str, body: bytes = BODY) -> Request:
    return Request(url, kind="api", urgency="person", polled=True, headers=FORM, body=body)


async def test_a_form_is_posted_each_time_and_its_answer_is_kept_nowhere(fetcher, origin: Origin):
    url = origin.on("/login", Reply(200, [("Cache-Control", "max-age=600"), ("ETag", '"a"')], b"Auth=1"))
    for _ in range(2):
        answer = await fetcher.get(post(url))
        assert (answer.outcome, answer.body, answer.requests) == ("updated", b"Auth=1", 1)
    assert [(seen.method, seen.body, seen.field("content-type")) for seen in origin.seen] == [
        ("POST", BODY, FORM[0][1])
    ] * 2
    assert not origin.seen[1].conditional


async def test_two_forms_to_one_address_at_once_are_two_requests(fetcher, origin: Origin):
    url = origin.on("/edit", lambda seen: Reply(200, body=seen.body))
    found = await asyncio.gather(fetcher.get(post(url, b"i=1")), fetcher.get(post(url, b"i=2")))
    assert [answer.body for answer in found] == [b"i=1", b"i=2"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_form_is_not_sent_elsewhere(fetcher, origin: Origin, status):
    target = origin.on("/other", Reply(200, body=b"thanks"))
    url = origin.on("/login", Reply(status, [("Location", target)]))
    answer = await fetcher.get(post(url))
    assert isinstance(answer.error, BadRedirect)
    assert origin.count("/other") == 0


async def test_a_refusal_gives_its_headers_and_body_and_its_error_quotes_nothing_of_what_was_posted(
    fetcher, origin: Origin, caplog
):
    caplog.set_level(logging.DEBUG)
    url = origin.on("/login", lambda seen: Reply(401, [("Google-Bad-Token", "true")], b"no: " + seen.body))
    answer = await fetcher.get(post(url))
    assert isinstance(answer.error, Refused)
    assert answer.refusal.body == b"no: " + BODY
    assert ("Google-Bad-Token", "true") in answer.refusal.headers
    told = f"{answer.error!r} {answer.error} {answer.error.cause} {answer!r} {post(url)!r} {caplog.text}"
    assert "hush" not in told


async def test_a_connection_that_ends_before_an_answer_is_not_tried_again(fetcher, origin: Origin):
    async def hang_up(seen, writer):
        writer.close()

    origin.on("/first", Reply(200, body=b"x"))
    await fetcher.get(post(origin.url("/first")))
    answer = await fetcher.get(post(origin.raw("/edit", hang_up)))
    assert isinstance(answer.error, Unreachable)
    assert origin.count("/edit") == 1
