"""The replica's server, briefly: validators, faults and their end, the log, gone and back."""

from __future__ import annotations

import gzip
import http.client
import os
import socket
import subprocess
import sys
import threading
import time
import tomllib
import zlib
from pathlib import Path

import pytest
from replica import Fault, Replica, ask, page


@pytest.mark.parametrize(
    "path",
    ["/", "/news/article_list_all.html", "/data/rss/news.xml", "/XML/weather/sfc_web_map.xml", "/feeds/world.xml"],
)
def test_validators_are_honoured_to_the_letter(replica: Replica, path: str) -> None:
    status, headers, body = ask(replica, path)
    assert status == 200
    assert ask(replica, path, {"If-None-Match": headers["etag"]})[::2] == (304, b"")
    assert ask(replica, path, {"If-None-Match": headers["etag"].strip('"')})[0] == 200
    assert ask(replica, path, {"If-None-Match": f"W/{headers['etag']}"})[0] == 200
    assert ask(replica, path, {"If-Modified-Since": headers["last-modified"]})[0] == 304
    assert ask(replica, path, {"If-None-Match": '"x"', "If-Modified-Since": headers["last-modified"]})[0] == 200
    again, others, unchanged = ask(replica, path)
    assert (again, others["etag"], others["last-modified"], unchanged) == (
        200,
        headers["etag"],
        headers["last-modified"],
        body,
    )


def test_a_changed_page_has_other_validators(replica: Replica) -> None:
    _, before, _ = ask(replica, "/")
    replica.site.publish("교육", title="하나 더")
    status, after, _ = ask(replica, "/", {"If-Modified-Since": before["last-modified"]})
    assert status == 200
    assert after["etag"] != before["etag"]
    assert after["last-modified"] != before["last-modified"]


def test_pages_are_compressed_for_those_who_can_read_it(replica: Replica) -> None:
    _, headers, body = ask(replica, "/", {"Accept-Encoding": "gzip, deflate"})
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(body).decode() == page(replica, "/")


def test_statuses_wrong_types_and_redirects_are_given_and_taken_back(replica: Replica) -> None:
    with replica.fault("/", Fault.status(503, retry_after=120)):
        status, headers, _ = ask(replica, "/")
        assert (status, headers["retry-after"]) == (503, "120")
        assert ask(replica, "/news/article_list_all.html")[0] == 200
    assert ask(replica, "/")[0] == 200
    replica.fault("/XML/*", Fault.wrong_type())
    assert ask(replica, "/XML/weather/sfc_web_map.xml")[1]["content-type"].startswith("text/html")
    replica.fault("/data/rss/news.xml", Fault.redirect("/elsewhere", 301))
    assert ask(replica, "/data/rss/news.xml")[1]["location"] == "/elsewhere"
    replica.restore()
    replica.fault("/", Fault.status(429), times=2)
    assert [ask(replica, "/")[0] for _ in range(3)] == [429, 429, 200]


def test_cut_answers_end_early(replica: Replica) -> None:
    replica.fault("/", Fault.cut(100))
    with pytest.raises(http.client.IncompleteRead) as cut:
        ask(replica, "/")
    assert len(cut.value.partial) == 100
    replica.fault("/", Fault.cut(100, reset=True))
    with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
        ask(replica, "/")
    replica.fault("/", Fault.cut(5, head=True))
    with pytest.raises(http.client.HTTPException):
        ask(replica, "/")


def test_broken_and_huge_compression(replica: Replica) -> None:
    replica.fault("/", Fault.truncated_gzip())
    with pytest.raises(EOFError):
        gzip.decompress(ask(replica, "/")[2])
    replica.fault("/", Fault.bomb(20))
    body = ask(replica, "/")[2]
    assert len(body) < 40_000
    assert gzip.decompress(body) == bytes(20 << 20)
    assert zlib.decompressobj(31).decompress(body, 1 << 20) == bytes(1 << 20)


def test_slow_dripping_and_hanging_answers_keep_a_client_waiting(replica: Replica) -> None:
    replica.fault("/", Fault.slow(0.05))
    before = time.monotonic()
    assert ask(replica, "/")[0] == 200
    assert time.monotonic() - before >= 0.05
    replica.page("/short", b"abc")
    replica.fault("/short", Fault.drip(0.01))
    assert ask(replica, "/short")[2] == b"abc"
    replica.fault("/", Fault.hang())
    with pytest.raises(TimeoutError):
        ask(replica, "/", timeout=0.1)


def test_held_requests_are_all_in_flight_at_once(replica: Replica) -> None:
    opened = threading.Event()
    replica.fault("/", Fault.hold(opened))
    threads = [threading.Thread(target=ask, args=(replica, "/")) for _ in range(8)]
    for thread in threads:
        thread.start()
    assert replica.wait_for("/", 8)
    assert replica.log.peak == 8
    assert replica.count("/", status=200) == 0
    opened.set()
    for thread in threads:
        thread.join()
    assert replica.count("/", status=200) == 8


def test_the_log_tells_what_was_asked_and_answered(replica: Replica) -> None:
    ask(replica, "/news/article_list_all.html?page=2", {"User-Agent": "nuri-reader/1"})
    ask(replica, "/nowhere", method="HEAD")
    first, second = replica.requests
    assert (first.method, first.path, first.query, first.status) == (
        "GET",
        "/news/article_list_all.html",
        "page=2",
        200,
    )
    assert (first.headers["user-agent"], first.conditional) == ("nuri-reader/1", False)
    assert (second.method, second.status) == ("HEAD", 404)
    assert (replica.count("/news/"), replica.count(), replica.count(status=404)) == (1, 2, 1)
    assert first.at <= second.at
    replica.forget()
    assert replica.requests == ()


def test_one_connection_carries_many_requests_quickly(replica: Replica) -> None:
    connection = http.client.HTTPConnection(replica.host, replica.port, timeout=5)
    before = time.monotonic()
    for _ in range(50):
        connection.request("GET", "/feeds/world.xml")
        connection.getresponse().read()
    connection.close()
    assert time.monotonic() - before < 1  # with Nagle's algorithm in the way it would be 2 s


def test_gone_and_back_on_the_same_port_with_the_same_validators(replica: Replica) -> None:
    _, headers, _ = ask(replica, "/")
    port = replica.port
    replica.stop()
    with pytest.raises(ConnectionRefusedError):
        ask(replica, "/")
    replica.start()
    assert replica.port == port
    assert ask(replica, "/", {"If-None-Match": headers["etag"]})[0] == 304


def test_stopping_ends_idle_and_hanging_connections_at_once() -> None:
    with Replica(host="127.9.8.7") as replica:
        replica.fault("/", Fault.hang())
        idle = socket.create_connection((replica.host, replica.port))
        hanging = socket.create_connection((replica.host, replica.port))
        hanging.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert replica.wait_for("/")
        before = time.monotonic()
        replica.stop()
        assert time.monotonic() - before < 2
        assert (idle.recv(1), hanging.recv(1)) == (b"", b"")
        idle.close()
        hanging.close()
        assert not [thread for thread in threading.enumerate() if thread.name == "replica"]


def test_starting_takes_no_time() -> None:
    times = []
    for _ in range(5):
        before = time.perf_counter()
        with Replica() as replica:
            times.append(time.perf_counter() - before)
            ask(replica, "/")
    assert min(times) < 0.05


def test_own_pages_and_headers_are_served(replica: Replica) -> None:
    address = replica.page("/own?x=1", "<p>하나</p>", headers={"X-Own": "1"}, status=203)
    assert address == f"{replica.url}own?x=1"
    assert ask(replica, "/own?x=1")[0] == 203
    assert ask(replica, "/own")[0] == 404
    replica.headers("/news/*", {"Cache-Control": "max-age=60"})
    assert ask(replica, "/news/article_list_all.html")[1]["cache-control"] == "max-age=60"
    assert "cache-control" not in ask(replica, "/")[1]


def test_the_configuration_it_offers_names_no_other_host(replica: Replica) -> None:
    config = tomllib.loads(replica.config(sections=["국제"]))
    assert config["source"][0]["sections"] == ["국제"]
    assert all(value.startswith(replica.url) for name, value in config["weather"].items() if name.endswith("_url"))


def test_a_test_that_reaches_beyond_loopback_fails_even_if_it_swallows_the_refusal(tmp_path: Path) -> None:
    tests = Path(__file__).parent.parent
    (tmp_path / "conftest.py").write_text((tests / "conftest.py").read_text("utf-8"), "utf-8")
    (tmp_path / "test_way_out.py").write_text(
        """import contextlib, socket

def test_by_name():
    with contextlib.suppress(OSError):
        socket.getaddrinfo("nuri.invalid", 80)

def test_by_address():
    with contextlib.suppress(OSError), socket.socket() as way:
        way.connect(("192.0.2.1", 80))

def test_inside(replica):
    socket.create_connection(("localhost", replica.port)).close()
    for end in socket.socketpair():
        end.close()
""",
        "utf-8",
    )
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *("-p", "no:cacheprovider", "-p", "no:anyio"),  # an old anyio warns
         "--rootdir", str(tmp_path), str(tmp_path)],
        env=os.environ | {"PYTHONPATH": str(tests)}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert "3 passed, 2 errors" in ran.stdout
    assert "getaddrinfo: nuri.invalid" in ran.stdout
    assert "connect: 192.0.2.1" in ran.stdout
