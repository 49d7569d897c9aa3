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
_DEVICE = re.compile("con|prn|aux|nul|(?:com|lpt)[0-9]", re.IGNORECASE)  # names that no Windows takes
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
                _write_new(file, written)
            except FileExistsError:
                continue
            return file
    except OSError as error:
        raise CannotSave(folder=str(folder), cause=str(error)) from error
    raise CannotSave(folder=str(folder), cause=f"{_TRIES} files of that name")


def _write_new(file: Path, written: str) -> None:
    """Write a file that was not there, for the reader alone; one that cannot be written whole is taken away again."""
    number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(number, "w", encoding="utf-8") as out:
            out.write(written)
    except BaseException:
        file.unlink(missing_ok=True)
        raise


def file_stem(article: Article) -> str:
    """Name a file after an article: its date and the fit parts of its title; never empty, a path or a hidden file."""
    headline = article.headline
    when = f"{headline.published:%Y-%m-%d}-" if headline.published else ""
    words = _UNFIT.sub("-", headline.title).strip("-")
    stem = (when + words).encode()[:_NAME_BYTES].decode(errors="ignore").strip("-")
    return headline.id if not stem or _DEVICE.fullmatch(stem) else stem


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
    if chosen := environment.get("BROWSER", "").split(os.pathsep)[0].strip():
        try:
            words = shlex.split(chosen)
        except ValueError:  # a quotation mark without its other
            return None
        if not words or "%s" in words[0]:  # the address itself would be the command
            return None
        return [word.replace("%s", address) for word in words] if "%s" in chosen else [*words, address]
    if sys.platform == "darwin":
        return ["open", address]
    shown = environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    opener = shutil.which("xdg-open") if shown else None
    return [opener, address] if opener else None
