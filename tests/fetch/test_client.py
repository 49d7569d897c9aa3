"""The wire over httpx: TLS, proxies, connections kept and closed, and what is loaded when."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from fetch.origin import Origin, Reply, Seen, wait_for

from reader import locale
from reader.errors import ProxyRefused, Unreachable, UnsafeAddress, Untrusted
from reader.fetch import Request, asking, proxies
from reader.fetch.client import IDLE_KEPT, HttpxWire

CERTIFICATE = Path(__file__).parents[1] / "data" / "http" / "loopback.pem"


@pytest.fixture
async def secure():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    async with Origin(tls=context) as running:
        running.on("/", Reply(200, [], b"secure"))
        yield running


@pytest.fixture
def trusting(monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))


@pytest.fixture
async def wire():
    wire = HttpxWire(timeout=5)
    yield wire
    await wire.close()


async def get(wire: HttpxWire, url: str):
    return await wire.send("GET", url, (), kind="page")


async def test_a_certificate_that_nobody_vouches_for_is_refused(fetcher, secure: Origin):
    answer = await fetcher.get(Request(secure.url("/")))
    assert isinstance(answer.error, Untrusted)
    assert "CERTIFICATE_VERIFY_FAILED" in answer.error.cause
    assert not secure.seen


async def test_a_certificate_of_the_systems_store_is_trusted(fetcher, secure: Origin, trusting):
    assert (await fetcher.get(Request(secure.url("/")))).body == b"secure"


async def test_a_certificate_for_another_name_is_refused(fetcher, secure: Origin, trusting):
    await secure.stop()
    secure.host = "127.0.0.2"
    await secure.start()
    answer = await fetcher.get(Request(secure.url("/")))
    assert isinstance(answer.error, Untrusted)
    assert not secure.seen


async def test_plain_http_where_tls_is_expected_is_untrusted(fetcher):
    async def answer_anything(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(answer_anything, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        answer = await fetcher.get(Request(f"https://127.0.0.1:{port}/"))
        assert isinstance(answer.error, Untrusted)


@pytest.mark.parametrize("greeting", [b"", b"\x16\x03\x03\x00\x7a", b"\x16\x03\x03\x00\x02\x02\x28", b"\0" * 100])
async def test_a_handshake_that_is_cut_or_garbage_is_a_failure_like_any_other(fetcher, greeting):
    async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(greeting)
        writer.close()

    async with await asyncio.start_server(cut, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        answer = await fetcher.get(Request(f"https://127.0.0.1:{port}/"))
        assert isinstance(answer.error, Untrusted | Unreachable)


async def test_giving_up_https_is_flagged_and_never_remembered(fetcher, secure: Origin, origin: Origin, trusting):
    origin.on("/end", Reply(200, [], b"plain"))
    secure.on("/", Reply(301, [("Location", origin.url("/end"))]))
    answer = await fetcher.get(Request(secure.url("/"), polled=True))
    assert (answer.body, answer.insecure, answer.moved_to) == (b"plain", True, "")
    origin.on("/up", Reply(301, [("Location", secure.url("/end"))]))
    secure.on("/end", Reply(200, [], b"secure"))
    answer = await fetcher.get(Request(origin.url("/up"), polled=True))
    assert (answer.insecure, answer.moved_to) == (False, secure.url("/end"))


async def test_tls_is_set_up_at_the_first_https_alone(wire: HttpxWire, origin: Origin, secure: Origin, trusting):
    origin.on("/", Reply(200))
    await get(wire, origin.url("/"))
    assert wire._tls is None
    await get(wire, secure.url("/"))
    assert wire._tls is not None


class Proxy(Origin):
    """A forwarding proxy: it answers whatever it is asked for."""

    async def _reply(self, seen: Seen) -> Reply:
        return Reply(200, [], f"by proxy: {seen.path}".encode())


def test_a_proxy_named_meanwhile_is_found_a_moment_later(monkeypatch):
    monkeypatch.delenv("http_proxy", raising=False)
    seconds = [100.0]
    monkeypatch.setattr(proxies, "monotonic", lambda: seconds[0])
    named = proxies.Proxies()
    assert named.of("http", "news.example") == ("", "")
    monkeypatch.setenv("http_proxy", "127.0.0.1:3128")
    assert named.of("http", "news.example") == ("", "")
    seconds[0] += proxies.KEPT
    assert named.of("http", "news.example") == ("http://127.0.0.1:3128", "http_proxy")


async def test_the_environments_proxy_is_used_but_not_where_it_says_not_to(make, origin: Origin, monkeypatch):
    async with Proxy() as proxy:
        monkeypatch.setenv("http_proxy", proxy.url(""))
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        origin.on("/", Reply(200, [], b"direct"))
        fetcher = make()
        assert (await fetcher.get(Request("http://news.example/x"))).body == b"by proxy: http://news.example/x"
        assert (await fetcher.get(Request(origin.url("/")))).body == b"direct"


@pytest.fixture
def proxy(request, monkeypatch) -> tuple[str, str]:
    """Set one variable of the environment."""
    monkeypatch.setenv(*request.param)
    return request.param


@pytest.mark.parametrize(
    "proxy",
    [("ALL_PROXY", "socks://127.0.0.1:1080/"), ("all_proxy", "socks5://127.0.0.1:1080"), ("HTTP_PROXY", "http://[::1"),
     ("http_proxy", "ftp://127.0.0.1:1"), ("HTTP_PROXY", "nonsense://127.0.0.1:1")],
    indirect=True,
)  # fmt: skip
async def test_a_proxy_that_cannot_be_used_is_named_and_ignored(make, origin: Origin, caplog, proxy):
    variable, _ = proxy
    origin.on("*", Reply(200, [], b"direct"))
    wire = HttpxWire()
    fetcher = make(wire=lambda: wire)
    for page in range(3):
        assert (await fetcher.get(Request(origin.url(f"/{page}")))).body == b"direct"
    assert list(wire.problems) == [variable]
    assert [variable in record.getMessage() for record in caplog.records] == [True]


async def test_broken_exceptions_from_the_proxy_do_not_break_anything(make, origin: Origin, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    origin.on("/", Reply(200, [], b"direct"))
    for value in ("::1/128", "[::1]", "127.0.0.1:x", ",,,", "127.0.0.1"):
        monkeypatch.setenv("no_proxy", f"{value},127.0.0.1")
        assert (await make(store=None).get(Request(origin.url("/")))).body == b"direct"


async def test_a_proxy_that_is_down_is_unreachable_and_not_the_end(make, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    answer = await make().get(Request("http://news.example/"))
    assert isinstance(answer.error, Unreachable)
    assert "http_proxy" in answer.error.cause


async def test_a_proxy_that_does_not_connect_is_named(make, monkeypatch):
    async with Origin() as proxy:
        proxy.on("*", Reply(403, [], b"not there"))
        monkeypatch.setenv("https_proxy", proxy.url(""))
        answer = await make().get(Request("https://news.example/"))
        assert isinstance(answer.error, ProxyRefused)
        assert "https_proxy" in locale.say(answer.error.key, **answer.error.fields)


async def test_a_broken_certificate_variable_is_no_crash(fetcher, secure: Origin, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere")
    assert isinstance((await fetcher.get(Request(secure.url("/")))).error, Untrusted)


async def test_one_connection_serves_request_after_request(fetcher, origin: Origin):
    origin.on("*", Reply(200, [], b"x"))
    for page in range(5):
        await fetcher.get(Request(origin.url(f"/{page}")))
    assert origin.connections == 1


async def test_idle_connections_are_closed(wire: HttpxWire, origin: Origin, monkeypatch):
    monkeypatch.setattr("reader.fetch.client.IDLE_SECONDS", 0.02)
    origin.on("/", Reply(200))
    await get(wire, origin.url("/"))
    await wait_for(lambda: not origin._writers)
    assert not wire._slots
    await get(wire, origin.url("/"))
    assert origin.connections == 2


async def test_few_idle_connections_are_kept(wire: HttpxWire):
    async with Origin("0.0.0.0") as server:
        server.on("/", Reply(200))
        await asyncio.gather(*(get(wire, server.url("/", f"127.0.1.{number}")) for number in range(1, IDLE_KEPT + 21)))
        await wait_for(lambda: len(server._writers) <= IDLE_KEPT)
        assert len(wire._slots) == IDLE_KEPT


async def test_cookies_never_come_back(wire: HttpxWire, origin: Origin):
    origin.on("/", Reply(200, [("Set-Cookie", "id=1; Path=/; Max-Age=999")]))
    for _ in range(3):
        await get(wire, origin.url("/"))
    assert all(seen.field("cookie") is None for seen in origin.seen)


async def test_a_body_can_be_posted_for_those_above_who_need_it(wire: HttpxWire, origin: Origin):
    origin.on("/", Reply(200, [], b"taken"))
    wired = await wire.send("POST", origin.url("/"), (("X-A", "b"),), kind="api", body=b"x=1")
    assert wired.body == b"taken"
    assert (origin.seen[0].method, origin.seen[0].field("content-length"), origin.seen[0].field("x-a")) == (
        "POST",
        "3",
        "b",
    )


async def test_what_httpx_cannot_address_is_unsafe(wire: HttpxWire):
    with pytest.raises(UnsafeAddress):
        await get(wire, "http://a.kr:x/")


async def test_own_headers_do_not_follow_to_another_origin(fetcher, origin: Origin):
    async with Origin("127.0.0.2") as other:
        other.on("/", Reply(200, [], b"x"))
        origin.on("/", Reply(302, [("Location", "/again")]))
        origin.on("/again", Reply(302, [("Location", other.url("/"))]))
        await fetcher.get(Request(origin.url("/"), headers=(("Authorization", "Bearer x"),)))
        assert [seen.field("authorization") for seen in origin.seen + other.seen] == ["Bearer x", "Bearer x", None]


def loaded(code: str) -> set[str]:
    """Give the modules that a fresh interpreter has loaded after `code`."""
    script = f"{code}\nimport sys\nprint('\\n'.join(sys.modules))"
    return set(
        subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout.split()
    )


def test_importing_the_layer_and_making_its_parts_loads_neither_httpx_nor_diskcache():
    code = """
from datetime import UTC, datetime
from pathlib import Path
from reader.fetch import Fetcher, Request, Store
Fetcher(wire=lambda: None, store=Store(Path('/nowhere'), 1 << 28), now=lambda: datetime.now(UTC))
"""
    found = loaded(code)
    assert found.isdisjoint({"httpx", "httpcore", "diskcache", "sqlite3", "anyio", "truststore"})


def test_the_user_agent_names_the_homepage_that_the_project_has():
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    urls = {name.lower(): url for name, url in project.get("urls", {}).items()}
    assert urls.get("homepage", "") == asking.HOMEPAGE
    assert (f"(+{asking.HOMEPAGE})" in asking.USER_AGENT) == bool(asking.HOMEPAGE)
