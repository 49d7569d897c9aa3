"""The two-set (두벌식) keyboard: which Latin keys made a Hangul letter or syllable.

With the Hangul layout on, a terminal sends ㅓ where the reader pressed `j`, and an input method that composes sends 가
for `r k`. Compatibility decomposition does the taking apart (가 → ᄀ ᅡ, ㅘ → ᅪ, ｊ → j); two tables name the keys.
"""

from __future__ import annotations

import unicodedata

_LEADS = ("r", "R", "s", "e", "E", "f", "a", "q", "Q", "t", "T", "d", "w", "W", "c", "z", "x", "v", "g")
_VOWELS = (
    "k",
    "o",
    "i",
    "O",
    "j",
    "p",
    "u",
    "P",
    "h",
    "hk",
    "ho",
    "hl",
    "y",
    "n",
    "nj",
    "np",
    "nl",
    "b",
    "m",
    "ml",
    "l",
)
_TAILS = (
    *("r", "R", "rt", "s", "sw", "sg", "e", "f", "fr", "fa", "fq", "ft", "fx", "fv"),
    *("fg", "a", "q", "qt", "t", "T", "d", "w", "c", "z", "x", "v", "g"),
)
_KEYS = {
    **{chr(0x1100 + index): keys for index, keys in enumerate(_LEADS)},
    **{chr(0x1161 + index): keys for index, keys in enumerate(_VOWELS)},
    **{chr(0x11A8 + index): keys for index, keys in enumerate(_TAILS)},
    "\u111a": "fg",  # ㅀ and ㅄ on their own are taken apart into old leading consonants
    "\u1121": "qt",
}
# Conjoining jamo, ideographic space, compatibility jamo, syllables, full-width ASCII and half-width jamo.
_TYPED = ((0x1100, 0x11FF), (0x3000, 0x3000), (0x3131, 0x318E), (0xAC00, 0xD7A3), (0xFF01, 0xFF5E), (0xFFA1, 0xFFDC))


def latin_keys(typed: str) -> tuple[str, ...]:
    """Give the Latin characters whose keys made `typed`, in order; empty where any of it is not such a letter.

    ㅓ → j, 가 → r k, ㅞ → n p, ㄲ → R, ？ → ?; plain Latin gives nothing, since it needs no translation.
    """
    if not typed or not all(_is_typed(character) for character in typed):
        return ()
    keys = [_KEYS.get(part, part) for part in unicodedata.normalize("NFKD", typed)]
    return tuple("".join(keys)) if all(key.isascii() for key in keys) else ()


def _is_typed(character: str) -> bool:
    return any(first <= ord(character) <= last for first, last in _TYPED)
