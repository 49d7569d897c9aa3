"""Well-formed XML: RSS 0.9x, 1.0, 2.0 and Atom 0.3, 1.0 as a tree of expat's making, read into `RawFeed`.

Owns which namespace stands for which module, and what is refused because it could cost more than a feed is worth: a DTD
with an internal subset (the only place where entities could expand), too many elements, attributes or levels.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from functools import lru_cache
from html import escape
from html.entities import entitydefs

from reader.errors import NotWhatItSays, ParseError
from reader.sources.feed.raw import MOST_ENTRIES, MOST_PARTS, Markup, Raw, RawFeed, RawFile, RawLink

_MOST_ELEMENTS = 300_000  # 0.2 s and 80 MB; a feed of 2,000 entries has 30,000
_MOST_ATTRIBUTES = 64
_DEEPEST = 256
_HEAD = 1 << 16  # characters that may stand before the root
_ATOM, _RSS = "http://www.w3.org/2005/Atom", "http://purl.org/rss/1.0"
_SPACES = {
    **dict.fromkeys((_ATOM, "http://purl.org/atom/ns#", _RSS, "http://my.netscape.com/rdf/simple/0.9"), ""),
    **dict.fromkeys(("http://channel.netscape.com/rdf/simple/0.9", "http://backend.userland.com/rss2"), ""),
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.w3.org/XML/1998/namespace": "xml",
    "http://purl.org/dc/elements/1.1": "dc",
    "http://purl.org/dc/terms": "dcterms",
    f"{_RSS}/modules/content": "content",
    "http://search.yahoo.com/mrss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
}
_ROOTS = {"rss", "rdf:rdf", "feed", "channel"}
_ENTRIES = {"item", "entry"}
_TEXTS = {"title", "description", "summary", "content", "content:encoded", "xhtml:body"}
_FILES = {"enclosure", "media:content", "media:thumbnail"}
_AUTHORS = {"author", "dc:creator", "itunes:author"}
_CATEGORIES = {"category", "dc:subject"}
_GROUPS = {"media:group", "media:content"}
_SPECIAL = {"link", *_FILES, *_AUTHORS, *_CATEGORIES, *_GROUPS}
_TEXT_TYPES = {"text", "plain", "text/plain"}
_XHTML_TYPES = {"xhtml", "application/xhtml+xml"}
_HTML_TYPES = {"html", "text/html", "text/x-html", *_XHTML_TYPES}
_VOID = {"br", "img", "hr", "wbr", "input", "source", "embed"}
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_BASE, _LANGUAGE = (f"{{http://www.w3.org/XML/1998/namespace}}{name}" for name in ("base", "lang"))


def read(text: str) -> RawFeed | None:
    """Read a feed; None where it is not well-formed. Raises ParseError for what is refused.

    Raises NotWhatItSays when the root is no feed's.
    """
    _refuse(text)
    parser = ET.XMLParser()  # noqa: S314 - nothing can expand without an internal subset; external ones are not loaded
    parser.entity.update(entitydefs)
    try:
        parser.feed(text)
        root = parser.close()
    except (ET.ParseError, ValueError):
        return None
    if (key := _key(root.tag)) not in _ROOTS:
        raise NotWhatItSays(expected="RSS/Atom", found="HTML" if key.endswith("html") else "XML", cause=key)
    return _feed(root)


def markup_of(kind: str) -> Markup:
    """Say what markup a text of this media type (or Atom's or Media RSS's word for it) is in; "" if it says none."""
    return "text" if kind in _TEXT_TYPES else "html" if kind in _HTML_TYPES else ""


def _refuse(text: str) -> None:
    """Look at the little that could cost much, before anything is built."""
    root = re.search(r"<[\w:]", text[:_HEAD])
    if root is None:
        raise ParseError(cause=f"no element in the first {_HEAD} characters")
    head = text[: root.start()]
    doctype = head[head.find("<!DOCTYPE") :] if "<!DOCTYPE" in head else ""
    if doctype[len("<!DOCTYPE") :].lstrip()[:4].lower() == "html":
        raise NotWhatItSays(expected="RSS/Atom", found="HTML")
    if "[" in doctype:
        raise ParseError(cause="a DTD with an internal subset")
    if text.count("<") > 2 * _MOST_ELEMENTS:
        raise ParseError(cause=f"over {_MOST_ELEMENTS} elements")


@lru_cache(1024)
def _key(tag: str) -> str:
    """Give an element's name in lower case, with its module's usual prefix; one of an unknown module keeps its own."""
    space, _, local = tag.rpartition("}")
    space = space[1:].rstrip("/")
    prefix = _SPACES.get(space, space)
    return f"{prefix}:{local}".lower() if prefix else local.lower()


def _feed(root: ET.Element) -> RawFeed:
    feed = RawFeed()
    channel = next((child for child in root if _key(child.tag) == "channel"), ET.Element("none"))
    feed.head = _raw(channel if len(channel) else root)
    feed.head.base = feed.head.base or root.get(_BASE, "")
    if language := root.get(_LANGUAGE):
        feed.head.values.setdefault("language", language)
    entries = [child for parent in (root, channel) for child in parent if _key(child.tag) in _ENTRIES]
    feed.entries = [_raw(entry) for entry in entries[:MOST_ENTRIES]]
    for child in channel:
        if (key := _key(child.tag)) in {"skiphours", "skipdays"}:
            told = feed.skip_hours if key == "skiphours" else feed.skip_days
            told.extend(each.text.strip() for each in child[:MOST_PARTS] if each.text)
    return feed


def _raw(element: ET.Element) -> Raw:
    """Read what an entry, or the head of a feed, says; entries in the head are not of it."""
    raw = Raw(base=element.get(_BASE, ""))
    if about := element.get(_ABOUT):
        raw.values["rdf:about"] = about
    _take(raw, element)
    return raw


def _take(raw: Raw, element: ET.Element) -> None:
    values = raw.values
    for child in element:
        key = _key(child.tag)
        if key in _SPECIAL or (key in _TEXTS and (len(child) or child.attrib)):
            _take_special(raw, key, child)
        elif key not in values and (text := child.text) and (said := text.strip()):
            values[key] = said


def _take_special(raw: Raw, key: str, child: ET.Element) -> None:
    """Take a child that may say something in its attributes or children, or may stand several times."""
    attributes = child.attrib
    if len(attributes) > _MOST_ATTRIBUTES:
        raise ParseError(cause=f"a tag with over {_MOST_ATTRIBUTES} attributes")
    said = child.text.strip() if child.text else ""
    if key in _TEXTS:
        if key not in raw.values and (said or len(child)):
            _take_text(raw, key, child, said)
    elif key == "link":
        _take_link(raw, attributes, said)
    elif key in _AUTHORS:
        names = [one.text or "" for one in child if _key(one.tag) == "name"] or [said]
        raw.authors.extend(names[: MOST_PARTS - len(raw.authors)])
    elif key in _CATEGORIES:
        if len(raw.categories) < MOST_PARTS:
            raw.categories.append(attributes.get("label") or attributes.get("term") or said)
    else:
        if key in _FILES:
            _take_file(raw, key, attributes)
        if key in _GROUPS and len(child):
            _take_group(raw, child)


def _take_text(raw: Raw, key: str, child: ET.Element, said: str) -> None:
    """Take a text with what markup it says it is in; one that is neither text nor HTML is left out."""
    kind = child.get("type", "").partition(";")[0].strip().lower()
    markup = markup_of(kind)
    foreign = "/" in kind and not markup and not kind.startswith("text/")
    if foreign or child.get("mode") == "base64":
        return
    if len(child) or kind in _XHTML_TYPES:
        markup, said = "html", _inside(child)
    raw.values[key] = said
    if markup:
        raw.markup[key] = markup


def _take_link(raw: Raw, attributes: dict[str, str], said: str) -> None:
    if said:
        raw.values.setdefault("link", said)
    href = attributes.get("href")
    if href and len(raw.links) < MOST_PARTS:
        raw.links.append(RawLink(href, attributes.get("rel", ""), attributes.get("type", "")))
        if attributes.get("rel") == "enclosure":
            _take_file(raw, "enclosure", {**attributes, "url": href})


def _take_file(raw: Raw, key: str, attributes: dict[str, str]) -> None:
    if len(raw.files) < MOST_PARTS and (url := attributes.get("url")):
        medium = "thumbnail" if key == "media:thumbnail" else attributes.get("medium", "")
        size = attributes.get("length") or attributes.get("fileSize") or ""
        raw.files.append(RawFile(url, attributes.get("type", ""), medium, size))


def _take_group(raw: Raw, group: ET.Element) -> None:
    """Take what a Media RSS element holds, as if it stood beside it; groups in groups are not looked into."""
    for child in group:
        if (key := _key(child.tag)) in _FILES:
            _take_file(raw, key, child.attrib)
        elif key.startswith("media:") and child.text and (said := child.text.strip()):
            raw.values.setdefault(key, said)


def _inside(element: ET.Element) -> str:
    """Write what stands in an element as HTML, for markup that was not escaped: its tags are the text's."""
    pieces = [escape(element.text or "", quote=False)]
    waiting = [iter(element)]
    closing = [""]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
            pieces.append(closing.pop())
            continue
        local = child.tag.rpartition("}")[2]
        told = (f' {name.rpartition("}")[2]}="{escape(value)}"' for name, value in child.attrib.items())
        pieces += (f"<{local}{''.join(told)}>", escape(child.text or "", quote=False))
        waiting.append(iter(child))
        closing.append(("" if local.lower() in _VOID else f"</{local}>") + escape(child.tail or "", quote=False))
        if len(waiting) > _DEEPEST:
            raise ParseError(cause=f"over {_DEEPEST} elements deep")
    return "".join(pieces)
