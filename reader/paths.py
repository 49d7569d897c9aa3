"""Where things live: the user's own folders by the platform's habit, made for the user alone (0700)."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

APP = "nuri"


class Paths(Struct, frozen=True):
    """The folders. `cache` may be deleted at any time; `data` holds what the reader did, `documents` what was saved."""

    config: Path
    data: Path
    cache: Path
    state: Path
    documents: Path

    @classmethod
    def of_user(cls) -> Paths:
        """Give the folders of the user who runs Nuri (XDG's on Linux)."""
        from platformdirs import PlatformDirs  # noqa: PLC0415 - not needed by `nuri --version`

        dirs = PlatformDirs(APP, appauthor=False)
        return cls(
            dirs.user_config_path,
            dirs.user_data_path,
            dirs.user_cache_path,
            dirs.user_state_path,
            dirs.user_documents_path / APP,
        )

    @classmethod
    def under(cls, root: Path) -> Paths:
        """Give the folders below `root`, for the sample edition and for tests."""
        return cls(root / "config", root / "data", root / "cache", root / "state", root / "documents")

    @property
    def config_file(self) -> Path:
        """Name the configuration that is read when none is named."""
        return self.config / "config.toml"

    @property
    def library(self) -> Path:
        """Name the reader's database."""
        return self.data / "library.db"

    @property
    def log(self) -> Path:
        """Name the log file."""
        return self.state / "nuri.log"


def private(folder: Path) -> Path:
    """Make `folder` with its parents, for the user alone (0700), and give it back; raises OSError."""
    for above in reversed(folder.parents):  # mkdir's own `parents` would leave them to the umask
        if not above.exists():
            above.mkdir(mode=0o700, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_mode & 0o077:
        folder.chmod(0o700)
    return folder


def private_file(file: Path) -> None:
    """Make an empty `file` for the user alone (0600) where there is none, whatever the umask; raises OSError.

    One that is there is left alone: closing it here would give up every lock that this process holds on it (POSIX
    fcntl locks), and another could then take away a database's log that is still written to.
    """
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
