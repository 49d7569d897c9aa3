"""Addresses from outside: which may be followed, what a link on a page leads to, and which two are the same article.

Owns the rule that only http and https ever leave the parser. An address is never normalised to NFC: what a page links
to is kept byte for byte, its non-ASCII part percent-encoded, so that no character can hide in it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from reader.text.clean import FORBIDDEN

LONGEST = 4096
_LONGEST_HOST = 253
_NEVER = re.compile(r"[\x00-\x20\x7f\s\"'<>`\\]")
_LOST = re.compile("[\t\r\n\ud800-\udfff]")
_TRACKING = re.compile(
    r"utm_\w+|at_(?:medium|campaign|link_\w+|format|ptr_\w+|bbc_\w+)|ns_(?:mchannel|source|campaign|linkname|fee)"
    r"|pk_\w+|mtm_\w+|mc_[ce]id|(?:fb|g|dc|y|tw|tt)clid|msclkid|[gw]braid|gclsrc|_g[al]|li_fat_id|igsh(?:id)?|mkt_tok"
    r"|ref_(?:src|url)|cmp(?:id)?|ito|ncid|sr_share|plink|cooper|smid|s_cid|__twitter_impression",
    re.IGNORECASE,
)
# Absolute, and of characters that mean nothing else in an address: what resolving would give back as it is.
_PLAIN = re.compile(r"https?://[a-z\d][a-z\d.-]*(?::\d{1,4})?/[\w./?=&%~+,;:@!$()*-]*", re.ASCII)
# Nothing but a host and a path, in such characters.
_PAGE = re.compile(r"https?://(?:www\.)?+([a-z\d][a-z\d.-]*)(/[\w./%~+,;:@!$()*-]*)", re.ASCII)
_BRACKETED = re.compile(r"(?:[^\[\]]*@)?\[[^\[\]]+\](?::\d*)?", re.ASCII)
_EDGES = "".join(map(chr, range(0x21)))
_DEFAULT_PORT = {"http": 80, "https": 443}
_KOREAN = ({"HANGUL", "CJK", "LATIN"}, {"CJK", "HIRAGANA", "KATAKANA", "LATIN"})


def safe_url(url: str) -> str:
    """Give `url` back if it may be followed, else "": http or https, a host, no userinfo, nothing hidden in it."""
    if not 0 < len(url) <= LONGEST or _NEVER.search(url):
        return ""
    if not url.isascii() and FORBIDDEN.search(url):
        return ""
    parts = _split(url)
    if parts is None or parts.scheme.lower() not in _DEFAULT_PORT:
        return ""
    return url if parts.hostname and "@" not in parts.netloc else ""


def absolute(base: str, href: str) -> str:
    """Resolve `href` as a browser on the page `base` would; "" for whatever is not a safe address (mailto:, data:, …).

    Surrounding space and line breaks go (WHATWG URL 4.4), other spaces, quotes and non-ASCII are percent-encoded as
    UTF-8, a Hangul host becomes its IDNA form. Most links are absolute and plain, and need none of it (1 µs, not 15).
    """
    if _PLAIN.fullmatch(href) and len(href) <= LONGEST:
        return href
    href = _LOST.sub("", href.strip(_EDGES))
    if not href or len(href) > LONGEST:
        return ""
    try:
        parts = urlsplit(urljoin(base, href.replace("\\", "/")))
    except ValueError:
        return ""
    rest = map(_encoded, (parts.path, parts.query, parts.fragment))
    return safe_url(urlunsplit((parts.scheme, _ascii_host(parts.netloc), *rest)))


@lru_cache(maxsize=512)  # asked for several times while a page of a few dozen is taken in
def canonical(url: str) -> str:
    """Reduce `url` to what makes it the same article: for comparing and keys, never for asking.

    Without scheme, "www.", default port, trailing slash, fragment and tracking parameters. An address that is not safe
    gives "".
    """
    if (page := _PAGE.fullmatch(url)) and len(url) <= LONGEST:
        return page[1] + page[2].rstrip("/")
    return _reduced(url)


def _reduced(url: str) -> str:
    """Do so for any address; what most are like needs none of it (1 µs, not 12)."""
    parts = _split(url) if safe_url(url) else None
    if parts is None:
        return ""
    name = (parts.hostname or "").removeprefix("www.")
    port = parts.port
    place = name if port in {None, _DEFAULT_PORT[parts.scheme.lower()]} else f"{name}:{port}"
    told = [
        (key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(key)
    ]
    query = f"?{urlencode(told)}" if told else ""
    routed = f"#{parts.fragment}" if parts.fragment.startswith("!") else ""
    return f"{place}{parts.path.rstrip('/')}{query}{routed}"


def host(url: str) -> str:
    """Name the host of `url` for a person, "" if it has none.

    Hangul, Han and kana are shown as such; any other script beside or instead of Latin stays in its IDNA form, because
    it can be made to look like another host.
    """
    parts = _split(url)
    name = (parts.hostname if parts else None) or ""
    if len(name) > _LONGEST_HOST or FORBIDDEN.search(name):
        return ""
    try:
        shown = name.encode("ascii").decode("idna") if "xn--" in name else name
    except UnicodeError:
        return name if name.isascii() else ""
    scripts = {unicodedata.name(letter, "?").split()[0] for letter in shown if letter.isalpha()}
    korean = any(scripts <= known for known in _KOREAN) and not FORBIDDEN.search(shown)
    if shown.isascii() or korean:
        return shown
    return _ascii_host(name)


def bare(url: str) -> str:
    """Give `url` as a sentence or a log may have it: without user name, query and fragment, which may hold a secret."""
    parts = _split(url)
    if parts is None:  # what a password holds may have broken it
        return re.split("[?#]", re.sub("//.*@", "//…@", url))[0]
    return re.split("[?#]", url)[0].replace(parts.netloc, parts.netloc.rpartition("@")[2], 1)


def split(url: str) -> SplitResult:
    """Split `url`; raises ValueError where it is no address at all. Reading the port checks it.

    Brackets stand around a whole host and nowhere else (RFC 3986 3.2.2), which older Pythons do not see to: of
    `a[::1]b` they give the host `::1`, and what connects may give another.
    """
    parts = urlsplit(url)
    _ = parts.port
    if "[" in parts.netloc and not _BRACKETED.fullmatch(parts.netloc):
        raise ValueError("brackets inside a host")
    return parts


def _split(url: str) -> SplitResult | None:
    try:
        return split(url)
    except ValueError:
        return None


def ascii_host(netloc: str) -> str:
    """Give a host (and port) in ASCII as browsers do, by IDNA 2008; raises UnicodeError for what is no host's name.

    Python's own codec is of 2003, and makes fass.de of faß.de, which may be somebody else's.
    """
    if netloc.isascii():
        return netloc
    import idna  # noqa: PLC0415 - 10 ms that few addresses need

    name, colon, port = netloc.partition(":")
    return idna.encode(name, uts46=True).decode("ascii") + colon + port


def _ascii_host(netloc: str) -> str:
    try:
        return ascii_host(netloc)
    except UnicodeError:
        return ""


def _encoded(part: str) -> str:
    """Percent-encode what may not stand in an address; what is encoded already stays as it is."""
    return quote(part, safe="%/:?#[]@!$&()*+,;=~-._", errors="replace")
