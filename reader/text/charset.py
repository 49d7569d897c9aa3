"""Bytes to text: which encoding a page or feed is really in, whatever it says.

Owns one ladder, from what cannot be mistaken to the best guess. UTF-8 is tried before any label, because Korean text
in CP949 is practically never valid UTF-8 while labels are often wrong; a label of a single-byte encoding, which fits
any bytes, is believed only after Korean has been ruled out.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_WIDE = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_ESCAPES = ((b"\x1b$)C", "iso2022_kr"), (b"\x1b$B", "iso2022_jp"), (b"\x1b$@", "iso2022_jp"))
_HEAD = 4096
_IN_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_IN_DOCUMENT = re.compile(
    rb"<meta[^>]{1,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]{1,200}?encoding\s*=\s*[\"']([\w.:-]+)",
    re.IGNORECASE,
)
_HANGUL = re.compile("[가-힣]+")
_SAMPLE = 100_000  # bytes that a guess looks at: 10 ms of charset-normalizer
_DAMAGE = 20  # one broken character to so many good ones is damage; more is another encoding

# The labels that browsers know (WHATWG Encoding 4.2) and the Python codec that decodes as they do, with "_" as "-".
_KOREAN = (
    "euc-kr cp949 cseuckr csksc56011987 iso-ir-149 korean ks-c-5601-1987 ks-c-5601-1989 ksc-5601 ksc5601 ms949 uhc"
)
_LABELS = {
    **dict.fromkeys([*_KOREAN.split(), "windows-949", "x-windows-949"], "cp949"),
    **dict.fromkeys(("johab", "ms1361", "cp1361"), "johab"),
    **dict.fromkeys(("gbk", "gb2312", "gb18030", "x-gbk", "cp936", "chinese", "csgb2312", "gb-2312-80"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "cn-big5", "x-x-big5", "csbig5"), "big5hkscs"),
    **dict.fromkeys(("shift-jis", "sjis", "x-sjis", "ms932", "cp932", "windows-31j", "csshiftjis"), "cp932"),
    **dict.fromkeys(("euc-jp", "x-euc-jp", "cseucpkdfmtjapanese"), "euc_jp"),
}
_SINGLE_BYTE = {
    **{f"{name}{page}": f"cp{page}" for page in range(1250, 1259) for name in ("windows-", "cp", "x-cp")},
    **{f"iso-8859-{part}": f"iso8859_{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    **dict.fromkeys(("iso-8859-1", "iso8859-1", "latin1", "l1", "us-ascii", "ascii"), "cp1252"),
    **dict.fromkeys(("iso-8859-9", "latin5"), "cp1254"),
    "koi8-r": "koi8_r",
    "koi8-u": "koi8_u",
    "macintosh": "mac_roman",
    "tis-620": "cp874",
    "windows-874": "cp874",
}


def decode(data: bytes, *, content_type: str = "", override: str = "") -> str:
    """Decode `data`, whatever it is; what cannot be read becomes U+FFFD.

    In this order: the reader's own `override`, BOM, ISO-2022 escapes, UTF-8 (whole, cut off, or slightly damaged), the
    label in `content_type`, the document's own, CP949 where that gives Hangul, a single-byte label, and a guess.
    """
    return next(text for text in _rungs(data, content_type, override) if text is not None)


def _rungs(data: bytes, content_type: str, override: str) -> Iterator[str | None]:
    yield _as_told(data, override)
    for mark, codec in _BOMS:
        if data.startswith(mark):
            yield data[len(mark) :].decode(codec, "replace")
    for mark, codec in _WIDE:
        if data.startswith(mark):
            yield data.decode(codec, "replace")
    for codec in _escaped(data):
        yield _fitting(data, codec)
    yield _fitting(data, "utf-8")
    labels = _labels(data, content_type)
    for label in labels:
        yield _fitting(data, _LABELS.get(label, ""))
    korean = _fitting(data, "cp949")
    yield korean if korean and _mostly_hangul(korean) else None
    for label in labels:
        if label in _SINGLE_BYTE:
            yield data.decode(_SINGLE_BYTE[label], "replace")
    yield _guessed(data)


def _escaped(data: bytes) -> list[str]:
    head = data[:_SAMPLE]
    return [codec for escape, codec in _ESCAPES if escape in head] if b"\x1b" in head else []


def _as_told(data: bytes, override: str) -> str | None:
    label = override.strip().lower().replace("_", "-")
    codec = _LABELS.get(label) or _SINGLE_BYTE.get(label) or label
    try:
        return data.decode(codec, "replace").removeprefix("\ufeff") if codec else None
    except (LookupError, ValueError):
        return None


def _fitting(data: bytes, codec: str) -> str | None:
    """Decode if all of `data` fits `codec`, but for a last character cut off or a little damage; else None."""
    if not codec:
        return None
    try:
        return codecs.getincrementaldecoder(codec)().decode(data)
    except UnicodeDecodeError:
        text = data.decode(codec, "replace")
    broken = text.count("\ufffd")
    return text if broken * _DAMAGE <= _beyond_ascii(text) - broken else None


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _mostly_hangul(text: str) -> bool:
    return 2 * sum(map(len, _HANGUL.findall(text))) > _beyond_ascii(text)


def _labels(data: bytes, content_type: str) -> tuple[str, ...]:
    """Give the labels of header and document, in that order, in the spelling of the tables."""
    header = _IN_HEADER.search(content_type)
    document = _IN_DOCUMENT.search(data[:_HEAD])
    inside = (document[1] or document[2]).decode("ascii", "replace") if document else ""
    return tuple(label.lower().replace("_", "-") for label in (header[1] if header else "", inside) if label)


def _guessed(data: bytes) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - 13 ms that only a page like this one needs

    guess = from_bytes(data[:_SAMPLE]).best()
    return data.decode(guess.encoding if guess else "utf-8", "replace")
