"""Addresses: what may be asked at all, and where a redirect may lead.

Pure rules, no look-ups. Owns the refusal of other schemes and of a step from a public host to a private one, which is
decided here before any connection is thought of; who walks the redirects is `journey`.
"""

from __future__ import annotations

import ipaddress
import socket
import unicodedata
from functools import lru_cache
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from reader.errors import BadRedirect, UnsafeAddress
from reader.text.address import ascii_host, bare, split

LONGEST = 8192
MOST_HOPS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})

_ASCII = "".join(map(chr, range(0x21, 0x7F)))
_PRIVATE_NAMES = (".localhost", ".local", ".internal", ".home.arpa", ".lan", ".intranet", ".corp", ".home", ".private")
_EMBEDDED = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))


@lru_cache(maxsize=1024)
def plain(url: str) -> str:
    """Give an address as it is asked and kept: lower-case scheme and host, no fragment, nothing but ASCII.

    Raises `UnsafeAddress` for what is no http or https address, carries a user name, or holds control characters.
    """
    text = url.strip(" ")
    try:
        parts = split(text)
        if not _usable(text, parts):
            raise UnsafeAddress(url=ascii(bare(url))[1:-1][:200], host="")
        netloc = ascii_host(parts.netloc).lower()
    except ValueError as error:  # a port that is no number, brackets that hold no address, a name that IDNA refuses
        raise UnsafeAddress(url=ascii(bare(url))[1:-1][:200], host="", cause=type(error).__name__) from error
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{netloc}{quote((parts.path or '/') + query, safe=_ASCII)}"


def _usable(text: str, parts: SplitResult) -> bool:
    return (
        parts.scheme in {"http", "https"}
        and bool(parts.hostname)
        and "@" not in parts.netloc
        and parts.port != 0
        and len(text) <= LONGEST
        and text.isprintable()
        and not any(char in ' \\<>"' for char in parts.netloc)
    )


@lru_cache(maxsize=1024)
def host_of(url: str) -> str:
    """Give the host that an address names, lower-cased: what lanes and waits go by."""
    return (urlsplit(url).hostname or "").rstrip(".")


@lru_cache(maxsize=1024)
def origin_of(url: str) -> tuple[str, str, int]:
    """Give scheme, host and port (RFC 9110 4.3.1)."""
    parts = urlsplit(url)
    return parts.scheme, host_of(url), parts.port or (443 if parts.scheme == "https" else 80)


def is_private(host: str) -> bool:
    """Whether a host stands in the reader's own network: by its address in any spelling, or by its name."""
    name = unicodedata.normalize("NFKC", host).strip("[]").rstrip(".").lower().partition("%")[0]
    number = literal(name)
    if number is not None:
        return _inner(number)
    return "." not in name or name.endswith(_PRIVATE_NAMES)


def literal(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Read a literal address, with the short, octal and hexadecimal spellings of IPv4 that resolvers take."""
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(name)) if name[:1].isdigit() and " " not in name else None
    except (OSError, UnicodeError):
        return None


def _inner(number: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address is not for everyone, nor one that a translated address (RFC 6052, 6to4, Teredo) hides."""
    if isinstance(number, ipaddress.IPv6Address):
        hidden = number.ipv4_mapped or number.sixtofour or (number.teredo[1] if number.teredo else None)
        if any(number in network for network in _EMBEDDED):
            hidden = ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)
        if hidden is not None:
            return _inner(hidden)
    return not number.is_global or number.is_multicast


def next_address(url: str, location: str, *, allow_private: bool) -> str:
    """Say where a redirect leads (RFC 9110 10.2.2); raise `BadRedirect` where it must not be followed.

    `location` is the header's value as Latin-1 text: its bytes beyond ASCII are kept, percent-encoded.
    """
    encoded = quote(location.strip(" \t").encode("latin-1", "replace"), safe=_ASCII)
    host = host_of(url)
    try:
        target = plain(urljoin(url, encoded))
    except (UnsafeAddress, ValueError) as error:
        raise BadRedirect(host=host, reason=bare(encoded)[:200]) from error
    if not allow_private and is_private(host_of(target)) and not is_private(host):
        raise BadRedirect(host=host, reason=bare(target)[:200], cause="from a public to a private address")
    return target


def weaker(url: str, target: str) -> bool:
    """Whether a redirect gives up encryption."""
    return url.startswith("https:") and target.startswith("http:")
