"""The catalogue: every entry can be added as it stands."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from reader.config.settings import NURI_SECTIONS
from reader.sources import catalog
from reader.text.address import canonical, safe_url
from reader.text.clean import clean


def test_names_and_addresses_are_each_there_once_and_can_be_used():
    offers = catalog.offers()
    assert len({offer.name for offer in offers}) == len(offers)
    assert len({canonical(offer.url) for offer in offers}) == len(offers)
    for offer in offers:
        assert safe_url(offer.url) == offer.url
        assert safe_url(offer.home) == offer.home
        assert clean(offer.name, limit=60) == offer.name
        assert offer.kind in {"feed", "mediaon"}


def test_sections_are_ours_and_each_has_something():
    sections = catalog.sections()
    assert sections[: len(NURI_SECTIONS)] == NURI_SECTIONS
    used = {offer.section for offer in catalog.offers()}
    assert used - {""} == set(sections)


def test_the_sections_of_the_paper_are_served_in_korean_and_from_abroad():
    for section in ("경제산업", "교육", "국제"):
        languages = {offer.language for offer in catalog.offers() if offer.section == section}
        assert languages == {"ko", "en"}


def test_a_feed_is_named_after_its_paper_and_what_it_holds():
    named = {offer.url: offer.name for offer in catalog.offers()}
    assert named["https://www.yna.co.kr/rss/news.xml"] == "연합뉴스"
    assert named["https://www.yna.co.kr/rss/economy.xml"] == "연합뉴스 경제"
    assert named["https://www.yna.co.kr/rss/international.xml"] == "연합뉴스 국제"
    assert named["https://www.nuriilbo.com/"] == "누리일보"


def test_when_a_feed_last_answered_is_known_or_not():
    for offer in catalog.offers():
        assert re.fullmatch(r"(20\d\d-(0[1-9]|1[0-2]))?", catalog.seen(offer))
    first = next(offer for offer in catalog.offers() if offer.url == "https://www.yna.co.kr/rss/news.xml")
    assert catalog.seen(first) == "2026-08"


def test_addresses_that_are_known_to_be_dead_are_not_offered():
    hosts = {urlsplit(offer.url).hostname for offer in catalog.offers()}
    assert not hosts & {"rss.hankyung.com", "feeds.reuters.com", "rss.kmib.co.kr"}
