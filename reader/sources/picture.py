"""A picture's bytes, hostile as they come, decoded, scaled and drawn for a terminal; only ever in the worker.

Pillow decodes, of four formats and the first frame alone, after a look at the size. textual-image writes the Sixels;
its widgets are not used: importing them asks the terminal and waits, and they scale and encode on the event loop.
"""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING

from reader.errors import NotWhatItSays, ParseError, PictureTooLarge
from reader.model import Drawing
from reader.sources.feed import kind_of
from reader.text.braille import ACROSS, DOWN, braille

if TYPE_CHECKING:
    from PIL.Image import Image

    from reader.model import Frame

FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
PIXELS = 40_000_000
"""The most that is decoded: twice what a good camera takes, 160 MB in memory."""

_ENLARGED = {"kitty": 2.0, "sixel": 2.0}  # a small picture grows no more: it would be all blur
_SPREAD = 8.0  # where cells stand for pixels, a picture shows less of itself than it has, up to about here
_KITTY_CHUNK = 4096  # bytes of base64 in one sequence, as the protocol has it
_SIXEL_CELL = (10, 20)  # the pixels of a cell as textual-image takes them where there is no terminal to ask
_LETTERS = " .:-=+*#%@"


def draw(data: bytes, frame: Frame) -> Drawing:
    """Draw the picture in `data` for `frame`, whole, and not much larger than it is.

    Raises NotWhatItSays, PictureTooLarge, and ParseError where the picture is broken.
    """
    image = _decoded(data, frame)
    (wide, high), most = frame.cell, _ENLARGED.get(frame.form, _SPREAD)
    scale = min(frame.columns * wide / image.width, frame.rows * high / image.height, most)
    columns = max(min(round(image.width * scale / wide), frame.columns), 1)
    rows = max(min(round(image.height * scale / high), frame.rows), 1)
    match frame.form:
        case "kitty":
            return Drawing(columns, rows, sequence=_kitty(_scaled(image, columns * wide, rows * high), columns, rows))
        case "sixel":
            return Drawing(columns, rows, sequence=_sixel(image, columns * wide, rows * high))
        case "cells":
            return Drawing(columns, rows, pixels=_scaled(image, columns, rows * 2).tobytes())
        case "dots":
            return Drawing(columns, rows, lines=_dots(_scaled(image, columns * ACROSS, rows * DOWN), dark=frame.dark))
        case "letters":
            return Drawing(columns, rows, lines=_letters(_scaled(image, columns, rows), dark=frame.dark))


def _decoded(data: bytes, frame: Frame) -> Image:
    """Decode the first frame upright, in RGB, on white where it is transparent."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415 - in the worker, and there only for this

    Image.MAX_IMAGE_PIXELS = PIXELS // 2  # it refuses what has more than twice this, before anything is decoded
    most = max(frame.columns * frame.cell[0], frame.rows * frame.cell[1])
    try:
        image: Image.Image = Image.open(io.BytesIO(data), formats=FORMATS)
        image.draft("RGB", (most, most))  # a JPEG can be decoded at a half, a quarter or an eighth
        image = ImageOps.exif_transpose(image)
    except UnidentifiedImageError:
        found = kind_of(data[:4096].decode("utf-8", "replace"))
        raise NotWhatItSays(expected=", ".join(FORMATS), found=found) from None
    except Image.DecompressionBombError as error:
        raise PictureTooLarge(limit=PIXELS // 10**6, cause=str(error)) from None
    except (OSError, SyntaxError, ValueError) as error:  # what Pillow raises for data that is cut off or broken
        raise ParseError(cause=f"{type(error).__name__}: {error}") from error
    if image.mode.startswith("I"):  # sixteen bits of grey, which Pillow would cut off and not scale
        image = image.point(lambda grey: grey / 256).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return image.convert("RGB")


def _scaled(image: Image, width: int, height: int) -> Image:
    return image.resize((width, height), reducing_gap=2.0)


def _kitty(image: Image, columns: int, rows: int) -> str:
    """Send it as PNG, placed over these cells, the cursor left where it is and no answer wanted (kitty graphics)."""
    packed = io.BytesIO()
    image.save(packed, "PNG", compress_level=2)
    text = base64.b64encode(packed.getvalue()).decode("ascii")
    chunks = [text[start : start + _KITTY_CHUNK] for start in range(0, len(text), _KITTY_CHUNK)]
    keys = [f"a=T,f=100,q=2,C=1,c={columns},r={rows},", *[""] * (len(chunks) - 1)]
    more = [*[1] * (len(chunks) - 1), 0]
    return "".join(
        f"\x1b_G{first}m={rest};{chunk}\x1b\\" for first, rest, chunk in zip(keys, more, chunks, strict=True)
    )


def _sixel(image: Image, width: int, height: int) -> str:
    """Encode it within `width` by `height` pixels, whole cells of the encoder's."""
    from rich.console import Console  # noqa: PLC0415 - with the encoder
    from textual_image.renderable.sixel import Image as Sixels  # noqa: PLC0415 - in the worker, and seldom there

    wide, high = _SIXEL_CELL
    scaled = _scaled(image, max(width // wide * wide, wide), max(height // high * high, high))
    console = Console(file=io.StringIO(), width=width, height=height)
    return next(part.text for part in console.render(Sixels(scaled)) if part.text.startswith("\x1bP"))


def _dots(image: Image, *, dark: bool) -> tuple[str, ...]:
    """Draw with Braille: light dots on a dark ground, dark ones on a light ground."""
    grey = _contrasted(image, dark=dark).convert("1")  # with diffused errors
    lit = (place for place, light in enumerate(grey.convert("L").tobytes()) if light)
    dots = ((place % grey.width, place // grey.width) for place in lit)
    return tuple(braille(dots, grey.width // ACROSS, grey.height // DOWN))


def _letters(image: Image, *, dark: bool) -> tuple[str, ...]:
    """Draw with letters, the darker ones where there is less light on a light ground, and the other way round."""
    grey = _contrasted(image, dark=dark)
    drawn = "".join(_LETTERS[light * len(_LETTERS) // 256] for light in grey.tobytes())
    return tuple(drawn[start : start + grey.width] for start in range(0, len(drawn), grey.width))


def _contrasted(image: Image, *, dark: bool) -> Image:
    from PIL import ImageOps  # noqa: PLC0415 - as in `_decoded`

    grey = ImageOps.autocontrast(image.convert("L"), cutoff=1)
    return grey if dark else ImageOps.invert(grey)
