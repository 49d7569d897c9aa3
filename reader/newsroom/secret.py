"""Keys and passwords, from the reader's environment or a command of his own; neither is ever kept, shown or told.

To be called in a thread: a keyring may ask its owner first.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reader.errors import NuriError

_SECONDS = 30


def secret_of(variable: str, command: Sequence[str], missing: type[NuriError]) -> str:
    """Give what the environment variable holds, else the first line that the command prints; it runs without a shell.

    Raises `missing`, with the `name` of whichever gave nothing, and never what they said.
    """
    if variable and (held := os.environ.get(variable, "")).strip():
        return held
    if not command:
        raise missing(name=variable)
    try:
        ran = subprocess.run(  # noqa: S603 - the reader's own command, without a shell
            list(command), stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=True
        )
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise missing(name=command[0], cause=type(error).__name__) from None  # its output may hold the secret
    told = ran.stdout.decode("utf-8", "replace").partition("\n")[0].removesuffix("\r")
    if not told.strip():
        raise missing(name=command[0])
    return told
