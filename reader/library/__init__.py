"""The reader's own database: everything that was seen, read, marked and kept, in one SQLite file.

    library = Library.open(paths.library, now=clock)         # library.damaged: where a damaged file was set aside
    answer = library.read(question, *args)                   # here and now, on any thread
    done = await wrap_future(library.write(verb, *args))     # one transaction on the library's own thread; done = kept
    library.close()

Questions and verbs are plain functions whose first argument, a connection, `read` and `write` supply. All can be
imported from here; several that belong together make one transaction in a function of their own within this package.

    sources   verbs      set_sources(sources, sections) set_menu(source_key, menu)
              questions  sources() menu(source_key) shelves(source_key="") counts() -> {View: Count(total, unread)}
    absorb    verb       absorb(Batch, now) -> Absorbed(new, changed, generation)
              question   current_generation()
    pages     verbs      record_failure(owner, url, role=, error=, now=, due=, status=, section=)
                         forget_pages(owner, kept_urls)
              questions  pages(owner) page(owner, url) validators(owner, url, parser_version); owner: a key or WEATHER
    lists     questions  opening(view, now) -> Opening(snapshot, ids, rows) for the first paint, of one moment
                         snapshot(view, now=) window(snapshot, after=, limit=) ids(snapshot) rows(ids, now)
                         waiting(view, generation, now) freshness(view, now) numbers_of(article_ids)
                         next_unread(ids, start, step) -> index unread_among(ids)
                         headlines(now, section=, source=, query=, unread=, saved=, limit=)
    articles  verbs      keep_body(id, body, fetched, parser_version) keep_failure(id, error, now, retry)
              questions  article(id, now) find(id_or_url_or_prefix, now) nearest(text) text_of(id) failure(id)
                         without_text(now, limit)
    actions   verbs      mark(ids, change, now) mark_opened(id, now) mark_section_read(snapshot, now) -> Marked
                         undo(now) -> Undone | None
    memory    verbs      remember(key, value) remember_cursor(view, id) remember_place(id, block)
              questions  recall(key) cursor(view) last_view() place(id)
    weather   verbs      keep_observations(observations, fetched, page) confirm_observations(page)
              questions  observations(now, provider="") history(provider)
    health    questions  info() check()

From modules of their own, loaded only where they are wanted:

    searching questions  search(text, now, limit) -> Found(query, numbers, hits, more, problems)
                         search_unless(given_up, text, now, limit) hits_of(found, start, stop, now) searched()
                         matching(text, now) problems_of(text, now)
    indexing  verbs      catch_up(limit), which follows every write by itself;  question behind()
    claims    verbs      claim_pages(owner, {url: PageRecord | None}, holder=, now=) -> those to fetch
                         in_turn(Turn, until, verb)  release_pages(owner, holder)
    sync_feeds           verbs set_feeds(server, subscriptions) forget_server(server)
                         questions streams(server) feed_names() articles_of(server);  server: a source's key
    sync_items           verbs compare(server, names, states, now) reconcile(server, states, now) -> marks changed
                         keep_items(server, items, absent, now, texts=, parser=) -> how many are new
    sync_actions         verb acknowledge(server, numbers)
                         questions pending(server) count_pending(server="") newest_pending()
    pruning   question   prunable(keep_days, keep_count, now) -> Prunable(numbers, …);  verb prune(numbers) -> int
    keeping   question   backup(target, now) -> file;  no connection: restore(file, kept, now) -> what it replaced
    Library              changed() -> bool: written here or by another window since last asked;  shrink()

Row numbers (`ids` of lists) are the library's own and serve only open lists; people and files see `Headline.id`.
"""

from __future__ import annotations

from reader.library.absorb import Absorbed, absorb, current_generation
from reader.library.actions import Marked, Undone, Verb, mark, mark_opened, mark_section_read, undo
from reader.library.articles import (
    Text,
    Trouble,
    article,
    failure,
    find,
    keep_body,
    keep_failure,
    nearest,
    text_of,
    without_text,
)
from reader.library.heads import GONE, rows
from reader.library.health import Info, check, info
from reader.library.identity import article_id, source_key
from reader.library.lists import (
    Opening,
    Snapshot,
    freshness,
    headlines,
    ids,
    next_unread,
    numbers_of,
    opening,
    snapshot,
    unread_among,
    waiting,
    window,
)
from reader.library.memory import (
    cursor,
    last_view,
    place,
    recall,
    remember,
    remember_cursor,
    remember_place,
)
from reader.library.merge import Batch, Polled
from reader.library.pages import (
    WEATHER,
    PageRecord,
    Role,
    forget_pages,
    page,
    pages,
    record_failure,
    validators,
)
from reader.library.records import Told
from reader.library.sources import Count, counts, menu, set_menu, set_sources, shelves, sources
from reader.library.store import Library
from reader.library.weather import confirm_observations, history, keep_observations, observations

__all__ = [
    "GONE",
    "WEATHER",
    "Absorbed",
    "Batch",
    "Count",
    "Info",
    "Library",
    "Marked",
    "Opening",
    "PageRecord",
    "Polled",
    "Role",
    "Snapshot",
    "Text",
    "Told",
    "Trouble",
    "Undone",
    "Verb",
    "absorb",
    "article",
    "article_id",
    "check",
    "confirm_observations",
    "counts",
    "current_generation",
    "cursor",
    "failure",
    "find",
    "forget_pages",
    "freshness",
    "headlines",
    "history",
    "ids",
    "info",
    "keep_body",
    "keep_failure",
    "keep_observations",
    "last_view",
    "mark",
    "mark_opened",
    "mark_section_read",
    "menu",
    "nearest",
    "next_unread",
    "numbers_of",
    "observations",
    "opening",
    "page",
    "pages",
    "place",
    "recall",
    "record_failure",
    "remember",
    "remember_cursor",
    "remember_place",
    "rows",
    "set_menu",
    "set_sources",
    "shelves",
    "snapshot",
    "source_key",
    "sources",
    "text_of",
    "undo",
    "unread_among",
    "validators",
    "waiting",
    "window",
    "without_text",
]
