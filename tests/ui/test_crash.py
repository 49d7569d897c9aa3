"""An unexpected error: the screen is left, the log says where, and no article's text is in it."""

import pytest
from ui.desk import opened, paper

SECRET = "기사 본문의 한 문장"


async def test_the_log_says_where_it_was_and_nothing_of_an_article(caplog):
    desk, shown = paper(), []

    def broken(name):
        text = SECRET
        raise RuntimeError(text)

    desk.opened = broken
    with pytest.raises(RuntimeError):  # noqa: PT012 - the application is what raises
        async with opened(desk) as (pilot, _):
            leave = pilot.app.panic
            pilot.app.panic = lambda *each: (shown.extend(map(str, each)), leave(*each))
            await pilot.press("enter")
    assert "RuntimeError" in caplog.text
    assert "open_headline" in caplog.text
    assert SECRET not in caplog.text
    assert shown
    assert "nuri.log" in shown[0]
    assert SECRET not in "".join(shown)
