from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from replica import Replica, ask
from sources.conftest import strings_of
from sync.pocket import Elsewhere

from reader.errors import Challenged, NotWhatItSays, ParseError, Refused, TooLarge
from reader.parsing import Context, Parser
from reader.sync import answers, requests
from reader.sync.contents import contents
from reader.sync.replies import Reply, refused, speaks
from reader.text.clean import FORBIDDEN

BASE = "https://rss.example.kr/api/greader.php"
PAGE = "<!DOCTYPE html><html><body>로그인해 주세요</body></html>"
ID = "tag:google.com,2005:reader/item/000660dc4ca4ac0b"


def item(**told) -> dict:
    return {
        "id": ID,
        "timestampUsec": "1795349155195915",
        "published": 1795380180,
        "title": "[b]굵은[/b] 제목 S&amp;P",
        "canonical": [{"href": "https://paper.example.kr/1"}],
        "categories": [
            "user/-/state/com.google/reading-list",
            "user/1005/state/com.google/starred",
            "user/-/label/경제",
        ],
        "origin": {"streamId": "feed/2", "htmlUrl": "https://paper.example.kr/", "title": "신문"},
        "summary": {"content": '<p>첫 문단.</p><p><img src="/a.png">둘째 문단.</p>'},
    } | told


def read(*items: dict, **more):
    return contents(json.dumps({"items": items} | more), BASE, now=datetime(2026, 11, 22, tzinfo=UTC))


def test_an_item_is_an_entry_with_states():
    (told,) = read(item()).items
    assert (told.id, told.stream, told.read, told.starred) == ("1795349155195915", "feed/2", False, True)
    entry = told.entry.entry
    assert (entry.identity, entry.title, entry.url) == (told.id, "[b]굵은[/b] 제목 S&P", "https://paper.example.kr/1")
    assert entry.published == datetime(2026, 11, 22, tzinfo=UTC)
    assert told.entry.categories == ("경제",)
    assert [block.text or block.url for block in told.entry.body.blocks] == [
        "첫 문단.",
        "https://paper.example.kr/a.png",
        "둘째 문단.",
    ]


def test_a_text_may_stand_under_content_and_a_date_in_other_units():
    (told,) = read(item(content={"content": "<p>긴 글</p>" * 200}, published=0, crawlTimeMsec="1700000000123")).items
    assert told.entry.whole
    assert told.entry.entry.published == datetime.fromtimestamp(1_700_000_000, UTC)
    (told,) = read(item(published="gestern")).items
    assert told.entry.entry.published == datetime(2026, 11, 22, tzinfo=UTC)
    assert read(item(published=10**30, timestampUsec=None)).items[0].entry.entry.published is None


def test_what_says_nothing_and_what_comes_twice_are_told_apart():
    told = read(item(), item(title="Zwei"), {"id": "7"}, {"id": ""}, {"title": "no id"})
    assert [one.entry.entry.title for one in told.items] == ["[b]굵은[/b] 제목 S&P"]
    assert told.empty == ("7",)


def test_ids_are_canonical_in_order_and_each_once():
    told = {"itemRefs": [{"id": "42"}, {"id": 7}, {"id": ID}, {"id": "42"}], "continuation": "42"}
    page = answers.ids(json.dumps(told))
    assert (page.ids, page.continuation) == (("42", "7", "1795349155195915"), "42")
    assert answers.ids('{"itemRefs": null}').ids == ()


@pytest.mark.parametrize(
    "text",
    [
        "", PAGE, "OK", "{}", "[]", "null", '{"itemRefs": {}}', '{"itemRefs": [{"id": "42"}, {}]}', '{"itemRefs": [{"id": " "}]}',
        '{"itemRefs": [{"id": "42"}', '{"itemRefs": [{"id": true}]}', '{"itemRefs": ["42"]}', '{"itemRefs": [{"id": 36893488147419103232}]}',
        '{"errors": ["unknown"]}', "[" * 100_000,
    ],
)  # fmt: skip
def test_ids_that_cannot_all_be_read_are_none_at_all(text):
    with pytest.raises(NotWhatItSays):
        answers.ids(text)


def test_feeds_have_names_folders_and_safe_addresses():
    told = [
        {
            "id": "feed/2", "title": "신문\x1b]0;x\x07", "url": "javascript:alert(1)", "htmlUrl": "https://paper.example.kr/",
            "categories": [{"id": "user/-/label/a/b", "label": "a/b"}, {"id": "user/7/label/둘"}, {"id": "user/-/state/com.google/starred"}],
        },
        {"id": "feed/https://a.example/rss", "title": ""},
        {"id": "feed/2", "title": "again"},
        {"title": "no id"},
        "no feed",
    ]  # fmt: skip
    first, second = answers.feeds(json.dumps({"subscriptions": told}))
    assert (first.title, first.folders, first.url, first.home) == (
        "신문",
        ("a/b", "둘"),
        "",
        "https://paper.example.kr/",
    )
    assert (second.title, second.url, second.folders) == ("https://a.example/rss", "https://a.example/rss", ())


@pytest.mark.parametrize("text", ["SID=a\nLSID=null\nAuth=alice/61 2\n", "Auth=", "", PAGE, '{"Auth": 5}', "{"])
def test_what_is_no_login_is_none_and_is_not_repeated(text):
    with pytest.raises(NotWhatItSays) as caught:
        answers.login(text)
    assert "alice" not in str(caught.value)


def test_a_login_comes_as_lines_or_as_json():
    assert answers.login("SID=alice/612\r\nLSID=null\r\nAuth=alice/612\r\n") == "alice/612"
    assert answers.login("Error=BadAuthentication\n") == ""
    assert answers.login('{"SID":"a","LSID":"b","Auth":"alice/612"}') == "alice/612"


@pytest.mark.parametrize("text", ["", PAGE, "two words", "ok", '{"error":1}', "O K"])
def test_a_change_is_made_only_where_the_server_says_ok(text):
    assert answers.done("OK\n")
    with pytest.raises(NotWhatItSays):
        answers.done(text)


def test_a_write_token_is_one_word():
    assert answers.token("a" * 57 + "\n") == "a" * 57
    for text in ("", PAGE, "two words"):
        with pytest.raises(NotWhatItSays):
            answers.token(text)


JSONISH = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from([ID, "feed/2", "https://a.kr/", "<p>x\x1b[31m"]),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(
            sorted({*item(), "itemRefs", "items", "subscriptions", "label", "url", "htmlUrl", "streamId", "content", "alternate", "href"})
        ),
        inner,
        max_size=6,
    ),
    max_leaves=30,
)  # fmt: skip
READERS = {
    "login": answers.login, "token": answers.token, "done": answers.done, "feeds": answers.feeds, "ids": answers.ids,
    "contents": lambda text: contents(text, BASE),
}  # fmt: skip


@pytest.mark.parametrize("kind", READERS)
@settings(max_examples=60)
@given(
    st.one_of(
        st.binary(max_size=300).map(lambda data: data.decode("utf-8", "replace")),
        JSONISH.map(json.dumps),
        st.sampled_from(["items", "subscriptions", "itemRefs"]).flatmap(
            lambda name: st.lists(JSONISH, max_size=3).map(lambda told: json.dumps({name: told}, ensure_ascii=False))
        ),
        st.dictionaries(st.sampled_from(list(item())), JSONISH).map(
            lambda told: json.dumps({"items": [item() | told]})
        ),
    )
)
@example('{"items": [{"id": "1", "title": "\\ud800 \\u202e", "summary": {"content": "<b>\\u0000"}}]}')
@example('{"items": [' + "9" * 5_000 + "]}")
def test_whatever_comes_is_a_model_without_a_forbidden_character_or_a_parse_error(kind, text):
    try:
        told = READERS[kind](text)
    except ParseError:
        return
    shown = told.items if kind == "contents" else told
    assert [said for said in strings_of(shown) if FORBIDDEN.search(said.replace("\n", ""))] == []


def test_every_kind_is_read_in_the_worker(replica):
    reader = replica.reader
    name = reader.publish(reader.subscribe("신문"), "소식")
    elsewhere = Elsewhere(replica.reader_url, reader.name, reader.password)
    path = replica.reader_url.removeprefix(replica.url.removesuffix("/"))
    fields = {"Authorization": f"GoogleLogin auth={elsewhere.auth}"}
    parser = Parser()

    def worked(kind: str, call: str) -> object:
        data = ask(replica, f"{path}/reader/api/0/{call}", fields)[2]
        return parser.parse(kind, data, Context(replica.reader_url)).result(20)

    try:
        assert worked("greader.token", "token") == reader.token
        assert [feed.title for feed in worked("greader.feeds", "subscription/list?output=json")] == ["신문"]
        assert worked("greader.ids", "stream/items/ids?s=user/-/state/com.google/reading-list").ids == (name,)
        assert worked("greader.contents", "stream/contents/feed/1").items[0].id == name
        assert parser.parse("greader.done", b"OK", Context(BASE)).result(20) is True
        assert parser.parse("greader.login", b"Auth=a/b", Context(BASE)).result(20) == "a/b"
        error = parser.parse("greader.ids", PAGE.encode(), Context(BASE)).exception(20)
        assert isinstance(error, NotWhatItSays)
        assert (error.fields["found"], error.fields["host"]) == ("HTML", "rss.example.kr")
    finally:
        parser.close()


def test_refusals_are_told_apart():
    bad = refused(401, b"Unauthorized!", Refused(status=401))
    assert (bad.expired, bad.unknown) == (True, True)
    assert refused(503, b"Service Unavailable!", Refused(status=503)).off
    assert not refused(503, PAGE.encode(), Refused(status=503)).off
    assert not refused(403, PAGE.encode(), Refused(status=403)).unknown
    assert not refused(403, b"", Challenged(status=403)).unknown
    assert refused(413, b"", Refused(status=413)).too_much
    assert not refused(500, b"", Refused(status=500)).too_much
    assert Reply(error=TooLarge(limit=1)).too_much
    assert Reply(200, error=ParseError(cause="out of time")).too_much
    assert not Reply(200, error=NotWhatItSays(expected="items", found="HTML")).too_much


@pytest.mark.parametrize("dialect", ["freshrss", "miniflux"])
def test_a_server_is_known_by_its_refusal(dialect):
    with Replica() as replica:
        replica.reader.speak(dialect)
        path = requests.probe(replica.reader_url).url.removeprefix(replica.url.removesuffix("/"))
        status, headers, body = ask(replica, path)
        assert speaks(status, headers.items(), body)
        replica.reader.off = True
        status, headers, body = ask(replica, path)
        assert speaks(status, headers.items(), body)
        assert not speaks(404, (), b"<h1>404")
        assert not speaks(503, (), PAGE.encode())


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://rss.example.kr", "https://rss.example.kr/api/greader.php"),
        ("https://rss.example.kr/i/?a=global", "https://rss.example.kr/api/greader.php"),
        ("https://example.kr/freshrss/", "https://example.kr/freshrss/api/greader.php"),
        ("https://rss.example.kr/api/greader.php/reader/api/0/", "https://rss.example.kr/api/greader.php"),
        ("https://flux.example.kr/accounts/ClientLogin", "https://flux.example.kr"),
    ],
)
def test_the_base_is_among_the_guesses_of_whatever_is_given(url, base):
    assert base in requests.candidates(url)


def test_a_password_stands_in_the_body_alone_and_what_is_said_once_before_the_ids():
    request = requests.login(BASE, "alice", "p&ss wörd")
    assert (request.method, request.url) == ("POST", f"{BASE}/accounts/ClientLogin")
    assert request.body.endswith(b"&Email=alice&Passwd=p%26ss+w%C3%B6rd")
    assert "p%26ss" not in repr(request)
    edit = requests.edit(BASE, "a/b", "token", ["42", "7"], "read", on=False)
    prefix = "i=tag%3Agoogle.com%2C2005%3Areader%2Fitem%2F"
    said = "T=token&r=user%2F-%2Fstate%2Fcom.google%2Fread"
    assert edit.body == f"{said}&{prefix}000000000000002a&{prefix}0000000000000007".encode()
