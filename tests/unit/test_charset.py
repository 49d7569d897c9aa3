from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.text.charset import decode

# Syllables that only CP949 has, not EUC-KR proper, among ordinary ones.
RARE = "똠방각하와 펲시콜라, 뷁과 쨰"
NEWS = "과기정통부, 한-아세안 정상회의 비전 인공지능 협력 논의"
PAGE = f"<html><head><title>{RARE}</title></head><body><p>{NEWS}</p></body></html>"


def labelled(label: str) -> str:
    return PAGE.replace("<head>", f'<head><meta charset="{label}">')


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (PAGE.encode(), ""),
        (PAGE.encode(), "text/html; charset=euc-kr"),
        (PAGE.encode("utf-8-sig"), "text/html; charset=euc-kr"),
        (PAGE.encode("utf-16"), "text/html"),
        (PAGE.encode("utf-16-le"), ""),
        (PAGE.encode("utf-16-be"), ""),
        (PAGE.encode("cp949"), "text/html; charset=euc-kr"),
        (PAGE.encode("cp949"), 'text/html; charset="KS_C_5601-1987"'),
        (PAGE.encode("cp949"), "text/html; charset=utf-8"),
        (PAGE.encode("cp949"), "text/html; charset=iso-8859-1"),
        (PAGE.encode("cp949"), "text/html"),
    ],
)
def test_a_page_is_read_right_whatever_its_header_says(data, content_type):
    assert decode(data, content_type=content_type) == PAGE


@pytest.mark.parametrize(
    "label", ["euc-kr", "EUC-KR", "ks_c_5601-1987", "ksc5601", "windows-949", "utf-8", "latin1", "x"]
)
def test_a_page_is_read_right_whatever_it_says_itself(label):
    page = labelled(label)
    assert decode(page.encode("cp949")) == page
    assert decode(page.encode()) == page


def test_a_feed_that_names_its_encoding_only_in_the_prolog_is_read():
    feed = f'<?xml version="1.0" encoding="euc-kr"?><rss><title>{RARE}</title></rss>'
    assert decode(feed.encode("cp949"), content_type="text/xml") == feed
    assert decode(feed.encode("utf-8"), content_type="text/xml") == feed


@pytest.mark.parametrize("title", ["뷁", "쨰", "펲", "한국은행", "뉴스 | 누리일보"])
def test_a_few_korean_syllables_are_enough(title):
    assert decode(f"<title>{title}</title>".encode("cp949")) == f"<title>{title}</title>"


def test_iso_2022_is_seen_by_its_escapes():
    assert decode(NEWS.encode("iso2022_kr")) == NEWS
    assert decode("朝日新聞".encode("iso2022_jp")) == "朝日新聞"


def test_a_last_character_cut_off_harms_nothing():
    assert decode(NEWS.encode()[:-1]) == NEWS[:-1]
    assert decode(NEWS.encode("cp949")[:-1]) == NEWS[:-1]


def test_a_little_damage_does_not_change_the_encoding():
    damaged = (NEWS * 4).encode()[:40] + b"\xff" + (NEWS * 4).encode()[40:]
    assert decode(damaged, content_type="text/html; charset=euc-kr").replace("\ufffd", "").startswith("과기정통부")
    broken = NEWS.encode("cp949") * 4 + b"\xff " + NEWS.encode("cp949")
    assert decode(broken, content_type="text/html; charset=utf-8").startswith(NEWS)


@pytest.mark.parametrize(
    ("text", "codec", "content_type"),
    [
        ("Les élèves naïfs ont reçu un goûter à l’école", "cp1252", "text/html; charset=iso-8859-1"),
        ("Grüße aus München, schöne Straße", "cp1252", "text/html; charset=ISO-8859-1"),
        ("Ağrı’da eğitim sürüyor, İstanbul’da yağış", "cp1254", "text/html; charset=iso-8859-9"),
        ("Сегодня в Москве снег и метель", "cp1251", "text/html; charset=windows-1251"),
        ("東京都で新しい学校が開校した", "cp932", "text/html; charset=Shift_JIS"),
        ("北京的学校今天开学了，学生们很高兴", "gb18030", "text/html; charset=gb2312"),
    ],
)
def test_other_languages_are_read_by_their_label(text, codec, content_type):
    assert decode(text.encode(codec), content_type=content_type) == text


def test_what_nothing_names_is_guessed():
    text = "Сегодня в Москве снег и метель, занятия в школах отменены до понедельника. " * 5
    assert decode(text.encode("cp1251")) == text


def test_the_reader_has_the_last_word():
    assert decode(NEWS.encode("cp949"), content_type="text/html; charset=utf-8", override="EUC-KR") == NEWS
    assert decode(b"\xe9t\xe9", override="latin1") == "été"
    assert decode(NEWS.encode("utf-8-sig"), override="utf-8") == NEWS


def test_an_override_that_names_no_text_encoding_is_passed_over():
    assert decode(NEWS.encode(), override="hex") == NEWS
    assert decode(NEWS.encode(), override="no such thing") == NEWS


@given(st.binary(), st.text(max_size=30), st.text(max_size=10))
def test_any_bytes_give_text(data, content_type, override):
    assert isinstance(decode(data, content_type=content_type, override=override), str)


@given(st.text(st.characters(min_codepoint=1, exclude_categories=["Cs"]), min_size=3))
def test_utf_8_always_comes_back(text):
    if not text.startswith("\ufeff") and "\x1b" not in text:
        assert decode(text.encode(), content_type="text/html; charset=euc-kr") == text


@given(st.text("가나다라마바사아자차카타파하각낙닥똠펲뷁 .,", min_size=8))
def test_korean_always_comes_back_from_cp949(text):
    if set(text) - set(" .,"):
        assert decode(text.encode("cp949")) == text


def test_a_large_page_is_decoded_quickly():
    started = time.process_time()
    decode(PAGE.encode("cp949") * 20_000)
    decode(b"<meta " * 500_000)
    decode(bytes(range(128, 256)) * 20_000)
    assert time.process_time() - started < 3
