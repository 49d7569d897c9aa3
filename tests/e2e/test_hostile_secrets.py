"""Secrets that the reader gave (a key, headers, a proxy's password) are sent where they belong and told nowhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from nuri_command import Nuri
from replica import Fault

KEY, TOKEN, COOKIE, PASSWORD = "kmakey0a1b2c3d", "dG9rZW46MTIzNDU2Nzg5", "sid0f9e8d7c6b", "proxyPass7word"
SECRETS = (KEY, TOKEN, COOKIE, PASSWORD)
API = "/1360000/VilageFcstInfoService_2.0/getUltraSrtNcst"
HEADERS = f'{{Authorization = "Basic {TOKEN}", Cookie = "session={COOKIE}"}}'


@pytest.fixture
def nuri(tmp_path, replica):
    """A reader whose feeds, one for each trouble and one without, want two secret headers, and whose weather a key."""
    weather = replica.config().partition("[weather]")[2].replace("127.0.0.1", "localhost")  # apart from the feeds' host
    feeds = "".join(
        f'[[source]]\nkind = "feed"\nname = "{name}"\nurl = "{replica.feed_url(name)}"\nheaders = {HEADERS}\n'
        for name in ("world", *TROUBLES)
    )
    return Nuri(tmp_path, f'{feeds}[weather]\nproviders = ["kma-api"]\nstations = ["서울"]{weather}')


def held_secrets(*ran):
    """Give what tells a secret: an output, or a file of the reader's that Nuri wrote."""
    told = {str(number): (one.out + one.err).encode() for number, one in enumerate(ran)}
    kept = {str(file): file.read_bytes() for file in Path(os.environ["HOME"]).rglob("*") if file.is_file()}
    assert any("library.db" in name for name in kept) or not any(one.out for one in ran)
    return [(name, secret) for name, data in (told | kept).items() for secret in SECRETS if secret.encode() in data]


# What servers in trouble do, and say of what they were asked.
TROUBLES = {
    "wait": lambda echo: Fault.status(503, retry_after=3600, body=echo),
    "refusal": lambda echo: Fault.status(403, body=echo),
    "gone": lambda echo: Fault.status(410, body=echo),
    "elsewhere": lambda _: Fault.redirect(f"ftp://user:{PASSWORD}@files.example/?serviceKey={KEY}"),
    "odd": lambda _: Fault.redirect(f"https://user:{PASSWORD}@news.example:99999/?serviceKey={KEY}"),
    "page": Fault.wrong_type,
    "garbage": lambda echo: Fault.garbage(echo.encode()),
    "garbled": lambda echo: Fault.garbage(f"HTTP/1.1 200 OK\r\n{echo}\r\n\r\n".encode()),
}
ECHO = f"<html>The requested URL /x?serviceKey={KEY}&numOfRows=9 was not found</html>"
HEADERS_ECHO = f"<html>{{'Authorization': 'Basic {TOKEN}', 'Cookie': 'session={COOKIE}'}}</html>"


def test_the_secrets_reach_those_whom_they_are_for(nuri, replica):
    nuri("refresh", env={"NURI_KMA_KEY": KEY})
    (feed,) = replica.log.select("/feeds/world.xml")
    assert feed.headers["authorization"] == f"Basic {TOKEN}"
    assert COOKIE in feed.headers["cookie"]
    assert KEY in replica.log.select(API)[0].query
    for seen in replica.requests:
        assert KEY not in seen.target or seen.path == API
        assert TOKEN not in str(seen.headers) or seen.path.startswith(("/feeds/", "/world/"))
        assert PASSWORD not in f"{seen.target} {seen.headers}"


@pytest.mark.parametrize("of_weather", ["wait", "refusal", "garbled"])
def test_whatever_goes_wrong_no_secret_is_told_or_kept(nuri, replica, of_weather):
    environment = {"NURI_KMA_KEY": KEY, "https_proxy": f"http://reader:{PASSWORD}@127.0.0.1:9/"}
    replica.fault(API, TROUBLES[of_weather](ECHO))
    for name, trouble in TROUBLES.items():
        replica.fault(f"/feeds/{name}.xml", trouble(HEADERS_ECHO))
    ran = [nuri("--verbose", "refresh", "--json", env=environment)]
    assert [row["status"] for row in ran[0].json["sources"]] == ["updated", *["failed"] * (len(TROUBLES) + 1)]
    ran.append(nuri("--verbose", "doctor", "--json", env=environment))
    if of_weather == "wait":
        more = (["refresh", "world"], ["doctor"], ["config", "show"], ["sources", "--json"], ["weather", "--json"])
        ran += [nuri("--verbose", *words, env=environment) for words in more]
        assert replica.count(API) == 1
    assert held_secrets(*ran) == []


def test_a_looping_redirect_tells_its_end_without_its_question(nuri, replica):
    replica.fault(API, Fault.redirect(f"{API}/?serviceKey={KEY}"))
    replica.fault(f"{API}/", Fault.redirect(f"{API}?serviceKey={KEY}"))
    ran = nuri("--verbose", "refresh", "--json", env={"NURI_KMA_KEY": KEY})
    assert "getUltraSrtNcst" in ran.out
    assert held_secrets(ran, nuri("doctor", "--verbose")) == []


@pytest.mark.parametrize("proxy", [f"http://reader:{PASSWORD}#@127.0.0.1:9", f"ftp://reader:{PASSWORD}@127.0.0.1:9"])
def test_a_proxys_password_is_never_told_even_where_it_breaks_the_address(nuri, proxy):
    environment = {"http_proxy": proxy, "https_proxy": proxy, "no_proxy": ""}
    ran = [nuri("--verbose", command, "--json", env=environment) for command in ("refresh", "doctor")]
    assert all(one.code == 1 or one.json for one in ran), ran
    assert held_secrets(*ran) == []


@pytest.mark.parametrize("form", ["http://user:{}@127.0.0.1:9/feed", "https://user:{}/@x:y/feed"])
def test_a_password_in_an_address_is_refused_without_repeating_it(tmp_path, form):
    nuri = Nuri(tmp_path, f'[[source]]\nname = "A"\nkind = "feed"\nurl = "{form.format(PASSWORD)}"\n')
    ran = [nuri("refresh"), nuri("sources", "add", form.format(PASSWORD))]
    assert [one.code for one in ran] == [2, 2]
    other = Nuri(tmp_path, "")
    ran += [other("show", form.format(PASSWORD)), other("sources", "add", form.format(PASSWORD))]
    assert all(one.code and one.err for one in ran)
    assert held_secrets(*ran) == []
