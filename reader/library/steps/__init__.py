"""The steps that bring a library's tables forward, one module each, as SQL.

`STEPS[N]` makes version N + 1 from N; a step that has been released is never edited. Times are whole seconds since
1970, but for those whose zone matters (midnight there means "only the day is known"), which are ISO text. Counts are
kept by triggers, so that no verb can forget them and no list has to count.
"""

from __future__ import annotations

from reader.library.steps import first, second, third
from reader.library.steps.first import APPLICATION

__all__ = ["APPLICATION", "STEPS"]

STEPS: tuple[str, ...] = (first.TEXT, second.TEXT, third.TEXT)
