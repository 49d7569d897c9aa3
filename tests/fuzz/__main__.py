"""Fuzz by coverage: `python -m tests.fuzz TARGET [--seconds N]`; without a target their names. Needs the extra `fuzz`.

What is found is written to the folder `--found` (here: fuzz-found) as TARGET-HASH, to be mended, kept in tests/data/fuzz
and held by tests/unit/test_fuzz_cases.py ever after. The corpus grows in a folder of its own and is not kept.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path


def main() -> None:
    """Fuzz one target until its time is over or something is found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("target", nargs="?")
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--found", type=Path, default=Path("fuzz-found"))
    parser.add_argument("--corpus", type=Path, help="keep what covers more here, for the next time")
    given = parser.parse_args()

    import atheris  # noqa: PLC0415 - beside --help and the names, which need none

    with atheris.instrument_imports(include=["reader", "feedparser", "sgmllib", "readability", "tomllib"]):
        from . import seeds, targets  # noqa: PLC0415 - what is imported here is what is watched

        run = targets.TARGETS.get(given.target)
        if run is None:
            sys.exit("\n".join(targets.TARGETS))
        first = list(seeds.seeds(given.target))
        for data in first:  # loads what is loaded late while it is still watched
            run(data)
    given.found.mkdir(exist_ok=True, parents=True)
    with tempfile.TemporaryDirectory() as folder:
        corpus = given.corpus or Path(folder, "corpus")
        corpus.mkdir(exist_ok=True, parents=True)
        for number, data in enumerate(first):
            (corpus / f"seed-{number}").write_bytes(data)
        words = Path(folder, "words")
        words.write_text("\n".join(f'"{_quoted(word)}"' for word in seeds.words(given.target)))
        options = {
            "max_total_time": given.seconds,
            "timeout": 10,
            "rss_limit_mb": 1500,
            "max_len": max([4096, *map(len, first)]),
            "dict": words,
            "artifact_prefix": given.found / f"{given.target}-",
            "print_final_stats": 1,
            "reload": 0,
        }
        atheris.Setup([sys.argv[0], *(f"-{name}={value}" for name, value in options.items()), str(corpus)], run)
        atheris.Fuzz()


def _quoted(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


if __name__ == "__main__":
    main()
