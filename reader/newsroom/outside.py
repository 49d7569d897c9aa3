"""What leaves the paper: an article saved as Markdown, a link handed to the browser. No shell, never over a file."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from reader.errors import CannotSave, NoBrowser, UnsafeAddress
from reader.paths import private
from reader.text.address import bare, safe_url
from reader.text.markdown import markdown

if TYPE_CHECKING:
    from pathlib import Path

    from reader.model import Article

_NAME_BYTES = 120  # file systems take 255 bytes, sync services and archives less
_UNFIT = re.compile(r"[^\w가-힣一-龥-]+")
_TRIES = 1000


def save_markdown(article: Article, folder: Path) -> Path:
    """Write `article` into a new Markdown file in `folder` and give its path; raises CannotSave."""
    return save(article, folder, "md", markdown(article))


def save(article: Article, folder: Path, ending: str, written: str) -> Path:
    """Write what was made of `article` into a new file in `folder` and give its path; raises CannotSave.

    A folder that is made for it is the reader's alone; one that is there stays as it is.
    """
    stem = file_stem(article)
    try:
        if not folder.is_dir():
            private(folder)
        for number in range(1, _TRIES):
            file = folder / (f"{stem}.{ending}" if number == 1 else f"{stem}-{number}.{ending}")
            try:
                file.touch(mode=0o600, exist_ok=False)
                file.write_text(written, encoding="utf-8")
            except FileExistsError:
                continue
            return file
    except OSError as error:
        raise CannotSave(folder=str(folder), cause=str(error)) from error
    raise CannotSave(folder=str(folder), cause=f"{_TRIES} files of that name")


def file_stem(article: Article) -> str:
    """Name a file after an article: its date and the fit parts of its title; never empty, a path or a hidden file."""
    headline = article.headline
    when = f"{headline.published:%Y-%m-%d}-" if headline.published else ""
    words = _UNFIT.sub("-", headline.title).strip("-")
    return (when + words).encode()[:_NAME_BYTES].decode(errors="ignore").strip("-") or headline.id


def open_in_browser(url: str, environment: Mapping[str, str] = os.environ) -> None:
    """Hand `url` to the reader's browser, detached from the terminal; raises UnsafeAddress, NoBrowser."""
    address = safe_url(url)
    if not address:
        raise UnsafeAddress(host="", url=bare(url)[:200])
    command = browser_command(address, environment)
    if command is None:
        raise NoBrowser(url=address)
    try:
        subprocess.Popen(  # noqa: S603 - a list without a shell; the address begins with http
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise NoBrowser(url=address, cause=str(error)) from error


def browser_command(address: str, environment: Mapping[str, str]) -> list[str] | None:
    """Give the command that opens `address`: $BROWSER, else the desktop's; None where there is neither."""
    if chosen := environment.get("BROWSER", "").split(os.pathsep)[0]:
        words = shlex.split(chosen)
        return [word.replace("%s", address) for word in words] if "%s" in chosen else [*words, address]
    if sys.platform == "darwin":
        return ["open", address]
    shown = environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    opener = shutil.which("xdg-open") if shown else None
    return [opener, address] if opener else None
