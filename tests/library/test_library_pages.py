"""How fresh polled pages are: the statement that looks at all of them says what one page says of itself."""

from datetime import timedelta
from itertools import product

from reader.library import Batch, PageRecord, Polled, absorb, pages, record_failure
from reader.library.pages import states

AGES = [timedelta(), timedelta(minutes=59), timedelta(hours=2), timedelta(hours=2, seconds=1), timedelta(days=3)]
LIFETIMES = [None, timedelta(), timedelta(minutes=30), timedelta(days=2)]


def test_all_pages_at_once_are_as_stale_as_each_by_itself(library, paper, clock):
    now = clock()
    polled = [
        Polled(PageRecord(f"https://x/{number}", "feed", f"{number}", checked=now - age, lifetime=lifetime), ())
        for number, (age, lifetime) in enumerate(product(AGES, LIFETIMES))
    ]
    library.write(absorb, Batch(paper.key, tuple(polled)), now).result()
    for number in (0, 5):
        failed = (paper.key, f"https://x/{number}")
        library.write(record_failure, *failed, role="feed", error=("error.offline", ()), now=now).result()
    never = (paper.key, "https://x/never")
    library.write(record_failure, *never, role="feed", error=("error.unreachable", ()), now=now).result()
    library.write(
        record_failure, paper.key, "https://x/more", role="more", error=("error.offline", ()), now=now
    ).result()

    for later in (timedelta(), timedelta(microseconds=1), timedelta(hours=1)):
        each = {page.section: page for page in library.read(pages, paper.key) if page.role != "more"}
        found = {page.section: page for page in library.read(states, now + later)}
        assert found.keys() == each.keys()
        for section, page in found.items():
            assert page.owner == paper.key
            assert page.freshness.stale == each[section].stale(now + later), each[section]
            assert page.freshness.fetched == each[section].checked
            assert page.freshness.error == (each[section].error[0] if each[section].error else "")
