"""HTML to a tree, and the few ways in which the parsers walk it.

Owns the cost check before a tree is built: the parser takes quadratic time for some markup (100,000 open elements 11 s,
200,000 attributes in one tag 107 s, unclosed formatting is rebuilt in every paragraph), and nothing can stop it then.
It is a scale, not a tokenizer: who knows it can cheat it, and then the worker's own limit counts. No walk recurses.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser, LexborNode

from reader.errors import ParseError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TEXT = "-text"
# Elements whose content is never part of what a page says.
SILENT = frozenset({
    "script", "style", "noscript", "template", "svg", "math", "canvas", "head", "title", "object", "select", "button",
    "textarea", "input",
})  # fmt: skip
# Where a line ends without a word about it in the text.
BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "dialog", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "ul",
})  # fmt: skip

_SHORT = 4_000  # characters: whatever stands in so few takes 10 ms at the worst
_MOST_NODES = 2_000  # of a title, a cell, a lead: what is said in one line
_MOST_ATTRIBUTES = 500
_MOST_WORK = 50_000_000  # open elements summed over all tags: 0.2 s
_MOST_FORMATTING = 2_000_000  # open formatting elements summed over all tags: as many nodes, 0.3 GB
_SAME = 3  # of equal open formatting elements only three are ever rebuilt (HTML 13.2.4.3)
_FORMATTING = frozenset({
    "b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u",
})  # fmt: skip
# Empty elements, and those that end where the next of their kind begins.
_NEVER_NESTED = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "a",
    "caption", "colgroup", "dd", "dt", "li", "nobr", "optgroup", "option", "p", "tbody", "td", "tfoot", "th", "thead",
    "tr",
})  # fmt: skip
_ATTRIBUTE = re.compile(r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>]*+))?+""")
_TAG = re.compile(rf"<(/?)([a-zA-Z][^\s/>]*+)((?:{_ATTRIBUTE.pattern})*+)")
_UNREAD = re.compile(r"<!--.*?(?:--!?>|\Z)|<(script|style)\b.*?(?:</\1\b|\Z)", re.IGNORECASE | re.DOTALL)


def parse(html: str) -> LexborHTMLParser:
    """Build the tree of a page; raises ParseError for markup that would take seconds, which no honest page has."""
    if len(html) > _SHORT:
        _weigh(html)
    return LexborHTMLParser(html)


def _weigh(html: str) -> None:
    """Add up, without building anything, what building would cost."""
    opened: dict[str, list[str | None]] = defaultdict(list)
    depth = formatting = work = rebuilt = 0
    for tag in _TAG.finditer(_UNREAD.sub("", html)):
        name, attributes = tag[2].lower(), tag[3]
        if len(attributes) > 2 * _MOST_ATTRIBUTES and len(_ATTRIBUTE.findall(attributes)) > _MOST_ATTRIBUTES:
            raise ParseError(cause=f"a tag with over {_MOST_ATTRIBUTES} attributes")
        if name not in _NEVER_NESTED:
            same = opened[name]
            if not tag[1]:
                counted = name in _FORMATTING and same.count(attributes) < _SAME
                same.append(attributes if counted else None)
                depth += 1
                formatting += counted
            elif same:
                depth -= 1
                formatting -= same.pop() is not None
        work += depth
        rebuilt += formatting
        if work > _MOST_WORK or rebuilt > _MOST_FORMATTING:
            raise ParseError(cause=f"markup nested too deep: {depth} elements open, {formatting} of them formatting")


def attribute(node: LexborNode, name: str) -> str:
    """Give an attribute, "" where there is none."""
    return node.attributes.get(name) or ""


def classes(node: LexborNode) -> frozenset[str]:
    """Give the class names of an element, in lower case."""
    return frozenset(attribute(node, "class").lower().split())


def steps(
    root: LexborNode, dropped: Callable[[LexborNode], bool] | None = None
) -> Iterator[tuple[LexborNode, str, bool]]:
    """Walk what is inside `root`, in the document's order: every node as it is entered (True), elements also when left.

    With each comes its tag, because asking a node for anything costs as much as what is done with the answer.

    Silent elements are not entered, nor those that `dropped` says.
    """
    node = root.first_child
    around: list[tuple[LexborNode, str]] = []
    while node is not None:
        tag = node.tag or ""
        if tag == TEXT:
            yield node, tag, True
        elif tag and tag[0] != "-" and tag not in SILENT and not (dropped and dropped(node)):
            yield node, tag, True
            if child := node.first_child:
                around.append((node, tag))
                node = child
                continue
            yield node, tag, False
        while (following := node.next) is None:
            if not around:
                return
            node, tag = around.pop()
            yield node, tag, False
        node = following


def words(node: LexborNode, dropped: Callable[[LexborNode], bool] | None = None) -> str:
    """Give what an element says, as one line that is not cleaned yet; no further than `_MOST_NODES` into it."""
    pieces: list[str] = []
    for inside, tag, entered in islice(steps(node, dropped), _MOST_NODES):
        if tag == TEXT:
            pieces.append(inside.text_content or "")
        elif entered and tag in BLOCKS:
            pieces.append(" ")
    return " ".join("".join(pieces).split())
