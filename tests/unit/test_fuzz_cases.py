"""Everything that fuzzing ever found, and every seed, through the harness that found it (tests/fuzz), in bounded time."""

from __future__ import annotations

import time

import pytest
from fuzz.seeds import KEPT, seeds
from fuzz.targets import TARGETS

CASES = sorted(file.name for file in KEPT.iterdir())


@pytest.mark.parametrize("name", CASES)
def test_what_was_found_once_is_found_no_more(name):
    target = name.partition("-")[0]
    started = time.process_time()
    TARGETS[target]((KEPT / name).read_bytes())
    assert time.process_time() - started < 4


@pytest.mark.parametrize("target", TARGETS)
def test_each_harness_is_content_with_what_it_begins_with(target):
    whole = list(seeds(target))
    assert whole
    for data in whole:
        TARGETS[target](data)
        TARGETS[target](data[: len(data) // 2])
