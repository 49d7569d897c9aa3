"""Colours that can be read, and no glyph of the frame that a terminal might draw two cells wide."""

import unicodedata

import pytest
from ui.desk import lines, opened, paper, wait_for

CURSORS = {"headlines": "headlines--cursor", "sections": "sections--current", "article": "pane--title"}
READABLE = 4.5  # WCAG 2.2, 1.4.3 (AA)


def luminance(colour):
    parts = [part / 255 for part in colour.get_truecolor()]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(style):
    darker, lighter = sorted([luminance(style.color), luminance(style.bgcolor)])
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["nuri", "nuri-day"])
async def test_every_text_has_enough_contrast_on_every_background_it_stands_on(theme):
    async with opened(paper(), theme=theme) as (pilot, screen):
        poor = {}
        for focused in (screen.headlines, screen.sections, screen.article):
            screen.enter(focused)
            await wait_for(pilot, lambda focused=focused: focused.has_focus)
            await pilot.pause()
            for pane in screen.panes:
                for name in pane._component_styles:
                    for over in ("", CURSORS[pane.id]):
                        ratio = contrast(pane.style_of(name, over))
                        if ratio < READABLE and not name.endswith("skeleton") and "scroll" not in name:
                            poor[name, over] = round(ratio, 2)
        for widget in (screen.masthead, screen.weather, screen.footer):
            for name in widget._component_styles:
                if (ratio := contrast(widget.get_component_rich_style(name))) < READABLE:
                    poor[name] = round(ratio, 2)
        assert not poor


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_no_glyph_of_the_frame_is_of_ambiguous_width(size):
    desk = paper()
    desk.headlines = [row for row in desk.headlines if row.id != "a0"]
    async with opened(desk, size) as (pilot, _):
        for y, line in enumerate(lines(pilot.app)):
            marks = {mark for mark in line if unicodedata.east_asian_width(mark) == "A"}
            assert marks <= ({"·"} if y == 1 or "누리일보" in line else set()), line
