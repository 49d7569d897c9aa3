"""Names that outlive everything: a source's key from its address, an article's id from its source and identity.

Both are 16 characters of `[a-z2-7]`: 80 bits, so that a million articles collide with odds of one in a trillion.
"""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from urllib.parse import urlsplit


@lru_cache(maxsize=4096)  # asked for again with every snapshot, of every configured source
def source_key(url: str) -> str:
    """Name the source at `url`; scheme, `www.`, letter case of the host and a closing slash make no difference."""
    return _name(_address(url))


@lru_cache(maxsize=512)  # asked for several times while a page of a few dozen is taken in
def article_id(source: str, identity: str) -> str:
    """Name the article that the source of this key calls `identity`; the same after any rebuild."""
    return _name(f"{source}\0{identity}")


def spellings(url: str) -> tuple[str, ...]:
    """Give the ways to write one address: http or https, with `www.` or without; none for what is no address."""
    try:
        bare = _address(url)
    except ValueError:
        return ()
    return tuple(
        f"{scheme}://{www}{bare}{end}" for scheme in ("https", "http") for www in ("", "www.") for end in ("", "/")
    )


def _address(url: str) -> str:
    parts = urlsplit(url.strip())
    host = parts.netloc.rpartition("@")[2].lower().removeprefix("www.")
    host = host.removesuffix(":443" if parts.scheme == "https" else ":80")
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{parts.path.rstrip('/')}{query}"


def _name(text: str) -> str:
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=10).digest()
    return base64.b32encode(digest).decode("ascii").lower()
