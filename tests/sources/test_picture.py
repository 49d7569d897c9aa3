"""Pictures as they come from outside: drawn whole in every form, or refused in the words that fit."""

import io
import struct
import zlib

import pytest
from PIL import Image

from reader.errors import NotWhatItSays, ParseError, PictureTooLarge
from reader.model import Frame
from reader.parsing import Parser
from reader.sources.picture import draw

CELLS = Frame("cells", 20, 10)


def encoded(image, kind="PNG", **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def halves(width=80, height=40):
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (width, height), (255, 0, 0))
    image.paste((0, 0, 255), (width // 2, 0, width, height))
    return image


def pixel(drawing, x, y):
    at = 3 * (y * drawing.columns + x)
    return tuple(drawing.pixels[at : at + 3])


def near(found, wanted):
    return all(abs(one - other) < 24 for one, other in zip(found, wanted, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_the_four_formats_are_drawn_in_their_colours(kind):
    drawing = draw(encoded(halves(), kind), CELLS)
    assert (drawing.columns, drawing.rows, len(drawing.pixels)) == (20, 5, 20 * 5 * 2 * 3)
    assert near(pixel(drawing, 2, 5), (255, 0, 0))
    assert near(pixel(drawing, 17, 5), (0, 0, 255))


@pytest.mark.parametrize(("size", "cells"), [((400, 10), (20, 1)), ((10, 4000), (1, 10)), ((1, 1), (1, 1))])
def test_a_picture_keeps_its_shape_within_the_frame(size, cells):
    drawing = draw(encoded(Image.new("RGB", size)), CELLS)
    assert (drawing.columns, drawing.rows) == cells


def test_a_small_picture_is_not_blown_up_where_pixels_are_pixels():
    drawing = draw(encoded(Image.new("RGB", (40, 40))), Frame("kitty", 100, 50))
    assert (drawing.columns, drawing.rows) == (8, 4)


def test_what_is_transparent_stands_on_white():
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    assert pixel(draw(encoded(clear), CELLS), 5, 5) == (255, 255, 255)
    palette = halves().convert("P")
    palette.info["transparency"] = palette.getpixel((0, 0))
    assert near(pixel(draw(encoded(palette, "GIF", transparency=palette.getpixel((0, 0))), CELLS), 1, 5), (255,) * 3)


def test_sixteen_bits_of_grey_are_scaled_and_not_cut_off():
    grey = Image.new("I;16", (40, 40), 32768)
    assert near(pixel(draw(encoded(grey), CELLS), 5, 5), (128, 128, 128))


def test_a_picture_is_turned_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter to the right
    drawing = draw(encoded(halves(), "JPEG", exif=exif), CELLS)
    assert drawing.rows == 10
    assert near(pixel(drawing, 2, 2), (255, 0, 0))
    assert near(pixel(drawing, 2, 18), (0, 0, 255))


def test_of_a_moving_picture_the_first_frame_is_drawn():
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue", "lime")]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert near(pixel(draw(data, CELLS), 5, 5), (255, 0, 0))


def test_kitty_gets_a_png_in_pieces_without_an_answer_or_a_moved_cursor():
    noise = Image.effect_noise((200, 200), 90)
    drawing = draw(encoded(noise), Frame("kitty", 20, 10))
    first, *others = drawing.sequence.removeprefix("\x1b_G").removesuffix("\x1b\\").split("\x1b\\\x1b_G")
    assert first.startswith(f"a=T,f=100,q=2,C=1,c={drawing.columns},r={drawing.rows},m=1;iVBOR")
    assert [each[:4] for each in others[:-1]] == ["m=1;"] * (len(others) - 1)
    assert others[-1].startswith("m=0;")
    assert max(len(each) for each in others) <= 4096 + 4


def test_sixels_fit_within_their_cells():
    drawing = draw(encoded(halves(500, 300)), Frame("sixel", 33, 17, (9, 19)))
    head = drawing.sequence.partition("#")[0]
    width, height = (int(number) for number in head.rpartition('"')[2].split(";")[2:])
    assert drawing.sequence.startswith("\x1bP")
    assert drawing.sequence.endswith("\x1b\\")
    assert drawing.sequence.count("\x1b") == 2
    assert 0 < width <= drawing.columns * 9
    assert 0 < height <= drawing.rows * 19


def test_without_colour_light_is_told_by_dots_or_letters_whatever_the_ground():
    image = Image.new("L", (80, 40))
    image.paste(255, (40, 0, 80, 40))
    for form, full in (("dots", "⣿"), ("letters", "@")):
        dark, light = (draw(encoded(image), Frame(form, 20, 5, dark=dark)).lines[2] for dark in (True, False))
        assert (dark[2], dark[17]) == (" ", full)
        assert (light[2], light[17]) == (full, " ")


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(width=60_000, height=60_000):
    """Make a PNG of a few bytes that says it is 10 GB of pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_a_bomb_is_refused_by_its_size_before_anything_is_decoded():
    with pytest.raises(PictureTooLarge) as refused:
        draw(bomb(), CELLS)
    assert refused.value.fields == {"limit": 40}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_that_is_cut_off_is_broken(kind):
    data = encoded(Image.effect_noise((200, 200), 90).convert("RGB"), kind)
    with pytest.raises(ParseError):
        draw(data[: len(data) // 2], CELLS)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "XML"),
        ("<!DOCTYPE html><html><body>로그인</body></html>".encode(), "HTML"),
        (b"%PDF-1.7", "PDF"),
        (b"", "?"),
        (encoded(halves(), "BMP"), "?"),
        (encoded(halves(), "TIFF"), "?"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "?"),
    ],
)
def test_what_is_no_picture_of_the_four_is_named(data, found):
    with pytest.raises(NotWhatItSays) as refused:
        draw(data, CELLS)
    assert refused.value.fields["found"] == found


def test_the_worker_draws_and_names_the_host_of_what_it_cannot():
    parser = Parser()
    try:
        address = "https://img.example/a.png"
        assert parser.draw(encoded(halves()), address, CELLS).result(20).rows == 5
        broken = parser.draw(b"<html>", address, CELLS).exception(20)
        assert isinstance(broken, NotWhatItSays)
        assert broken.fields["host"] == "img.example"
    finally:
        parser.close()
