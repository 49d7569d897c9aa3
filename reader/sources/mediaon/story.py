"""Which part of a page is an article's text, and what stands in it without being of it.

Owns the names that skins give to advertisements, comments, sharing and most-read lists; the copyright line at the end;
and the search for the text in a skin never seen, which only begins where the page shows that it is an article at all.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from reader.model import Block, Passage
from reader.sources.markup import BLOCKS, TEXT, attribute, classes, steps
from reader.sources.mediaon.page import ancestors, line
from reader.text.clean import TITLE, clean

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from reader.sources.mediaon.page import Page

_NOISE = re.compile(
    r"(?:^|[\s_-])(?:ads?|advert\w*|adsense|adsbygoogle|ban|banner\w*|sns\w*|share\w*|reply\w*|comments?|copyright\w*"
    r"|related?|rel|best|rank\w*|popular|mostread|recommend\w*|jour|jour_box|subscribe|newsletter|pagenum|paging)(?=$|[\s_\d-])"
)
_AROUND = {"nav", "footer", "aside"}
_PROMOTION = re.compile(
    r"\W*(?:관련\s?기사|많이\s?(?:본|읽은)|인기\s?(?:기사|뉴스)|추천\s?기사|최신\s?기사)\W*(?:\S{0,10})"
)
_TAIL = re.compile(
    r"copyright\s*[@ⓒ©Ⓒ(]|all\s+rights?\s+reserved|저작권자?\s*[@ⓒ©Ⓒ(]|무단\s*(?:전재|복제|배포).{0,40}금|[ⓒ©Ⓒ].{0,40}무단",
    re.IGNORECASE,
)
_LONGEST_TAIL = 200
_LEAST = 20  # characters of text outside links that make an article's body
_TO_PARENT = 0.3
_LONG_CELL = 200  # characters that make a table's cell a text of its own, as on pages laid out with tables
_NO_TEXT = {"a", "h1", "h2", "h3", "h4", "h5", "h6"}


def not_of_text(node: LexborNode) -> bool:
    """Say whether an element within a text is not of it."""
    names = f"{attribute(node, 'class')} {attribute(node, 'id')}"
    return node.tag in _AROUND or bool(names.strip() and _NOISE.search(names.lower()))


def without_tail(text: tuple[Block, ...]) -> tuple[Block, ...]:
    """Leave out lists of other articles, with the line above them, and the copyright lines at the end."""
    kept: list[Block] = []
    for block in text:
        if not _promotes(block):
            kept.append(block)
        elif kept and kept[-1].kind in {"heading", "paragraph"} and _PROMOTION.fullmatch(kept[-1].text):
            kept.pop()
    while kept and kept[-1].kind == "paragraph":
        told = kept[-1].text.split("\n")
        while told and len(told[-1]) <= _LONGEST_TAIL and _TAIL.search(told[-1]):
            told.pop()
        shorter = "\n".join(told).rstrip()
        if shorter == kept[-1].text:
            break
        last = kept.pop()
        if shorter:
            links = tuple(link for link in last.passages[0].links if link.end <= len(shorter))
            kept.append(Block("paragraph", (Passage(shorter, links),)))
    return tuple(kept)


def _promotes(block: Block) -> bool:
    """Say whether a list is nothing but links to other articles of a site."""
    return block.kind == "list" and all(
        len(passage.links) == 1
        and passage.links[0].end - passage.links[0].start == len(passage.text)
        and "/article.html?" in passage.links[0].url
        for passage in block.passages
    )


def densest(page: Page) -> LexborNode | None:
    """Find the element with the most text that is no link; None where the page does not show that it is an article."""
    body = page.tree.body
    if body is None or not _is_article(page):
        return None
    score: dict[int, float] = defaultdict(float)
    nodes: dict[int, LexborNode] = {}
    kinds: dict[int, Counter[str]] = {}
    for holder, length in _texts(body):
        container = _container(holder, length, kinds)
        for node, share in ((container, 1.0), (container.parent, _TO_PARENT)):
            if node is not None:
                nodes[node.mem_id] = node
                score[node.mem_id] += length * share
    best = max(score, key=score.__getitem__, default=0)
    return nodes[best] if score.get(best, 0) >= _LEAST else None


def _is_article(page: Page) -> bool:
    """Say whether the page has an article's date in its head, or its own title as a heading that is no link."""
    if page.meta("article:published_time", "datePublished"):
        return True
    told = clean(page.meta("og:title"), limit=TITLE) or line(page.tree.css_first("title"))
    headings = (node for node in page.tree.css("h1, h2, h3") if node.css_first("a") is None)
    return bool(told) and any(
        len(said) >= len("한글 제목") and told.startswith(said) and not _linked(node)
        for node in headings
        if (said := line(node))
    )


def _texts(body: LexborNode) -> list[tuple[LexborNode, int]]:
    """Give every block element that holds text of its own, and how much of it is outside links and headings."""
    held: Counter[int] = Counter()
    nodes: dict[int, LexborNode] = {}
    around = 0
    for node, tag, entered in steps(body, not_of_text):
        if tag in _NO_TEXT:
            around += 1 if entered else -1
        elif tag == TEXT and not around and (length := len((node.text_content or "").strip())):
            holder = next((above for above in ancestors(node, 20) if above.tag in BLOCKS), body)
            nodes[holder.mem_id] = holder
            held[holder.mem_id] += length
    return [(nodes[key], length) for key, length in held.items()]


def _container(holder: LexborNode, length: int, kinds: dict[int, Counter[str]]) -> LexborNode:
    """Give what a text stands in: of a paragraph its parent, of bare text with <br> the element itself.

    A <div> counts as a paragraph where its neighbours are of its kind, a short cell as part of what its table is in.
    `kinds` keeps which kinds of children were counted in an element.
    """
    parent = holder.parent
    if holder.tag in {"td", "th"} and length < _LONG_CELL:
        table = next((above for above in ancestors(holder, 4) if above.tag == "table"), None)
        return (table.parent if table is not None else None) or holder
    if parent is None or holder.tag in {"section", "article", "main", "td", "body"}:
        return holder
    if holder.tag != "div":
        return parent
    if parent.mem_id not in kinds:
        kinds[parent.mem_id] = Counter(_kind(child) for child in parent.iter())
    broken = any(child.tag == "br" for child in holder.iter())
    return parent if kinds[parent.mem_id][_kind(holder)] > 1 and not broken else holder


def _kind(node: LexborNode) -> str:
    return f"{node.tag} {' '.join(sorted(classes(node)))}"


def _linked(node: LexborNode) -> bool:
    return any(above.tag == "a" for above in ancestors(node, 10))
