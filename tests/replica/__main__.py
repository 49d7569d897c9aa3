"""Serve the replica by hand: `python -m tests.replica [--port N] [--skin NAME] [--sync N]`; ends with ctrl+c."""

from __future__ import annotations

import argparse
import threading

from .house import Replica
from .skins import SKINS

_SYNC = """
[[source]]
kind = "greader"
name = "내 서버"
url = "{}"
username = "alice"
password_env = "NURI_SYNC_PASSWORD"
"""


def main() -> None:
    """Serve until interrupted, with every address and a ready configuration printed first."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.replica",
        description="A mediaon site, weather services, feeds and a sync server on loopback.",
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--skin", choices=sorted(SKINS), default="m11")
    parser.add_argument("--sync", type=int, default=0, metavar="N", help="have N articles on the sync server")
    given = parser.parse_args()
    with Replica(host=given.host, port=given.port, skin=given.skin) as replica:
        print(f"site        {replica.url}")
        print(f"rss         {replica.at('/data/rss/news.xml')}")
        print(f"kma         {replica.kma_url}")
        print(f"observed    {replica.obs_url}?stns=98,105,108")
        print(f"open-meteo  {replica.open_meteo_url}?latitude=37.57&longitude=126.97")
        print(f"feeds       {'  '.join(replica.feed_url(name) for name in ('world', 'atom', 'rdf', 'json'))}")
        if given.sync:
            replica.reader.fill(given.sync)
            print(f"sync        {replica.reader_url}  with NURI_SYNC_PASSWORD={replica.reader.password!r}")
        print(
            f"\n# config.toml\n{replica.config(more=_SYNC.format(replica.reader_url) if given.sync else '')}",
            flush=True,
        )
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
