"""What every test stands on: a fixed environment, a folder of its own as home, and no way out beyond loopback.

The guard answers as a machine without a network does, and fails the test afterwards: code under test may well take the
refusal for an expected failure and say nothing.
"""

from __future__ import annotations

import errno
import ipaddress
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from replica import Replica

from reader import locale

# A busy machine is no defect of what is tested; what must be quick has tests with clocks of their own.
settings.register_profile("nuri", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("nuri")

UNSET = (
    "LANG", "LANGUAGE", "LC_MESSAGES", "LC_CTYPE", "LC_TIME", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS",
    "LINES", "BROWSER", "NURI_KMA_KEY", "SSL_CERT_FILE", "SSL_CERT_DIR",
)  # fmt: skip
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "ftp_proxy", "ws_proxy", "wss_proxy")
FIXED = {"LC_ALL": "C.UTF-8", "TZ": "Asia/Seoul", "TERM": "xterm-256color", "COLORTERM": "truecolor"}
FOLDERS = {
    "XDG_CONFIG_HOME": ".config", "XDG_DATA_HOME": ".local/share", "XDG_CACHE_HOME": ".cache", "XDG_STATE_HOME": ".local/state",
    "XDG_RUNTIME_DIR": ".run",
}  # fmt: skip


@pytest.fixture
def replica() -> Iterator[Replica]:
    """Serve a fresh replica for one test."""
    with Replica() as running:
        yield running


@pytest.fixture(autouse=True)
def _fixed_environment(tmp_path: Path) -> Iterator[None]:
    """Set the same zone, locale and folders for every test, below `tmp_path / "home"`, and no proxy."""
    home = tmp_path / "home"
    home.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        for name in (*UNSET, *PROXIES, *(name.upper() for name in PROXIES)):
            patch.delenv(name, raising=False)
        for name, folder in FOLDERS.items():
            patch.setenv(name, str(home / folder))
        for name, value in {"HOME": str(home), **FIXED}.items():
            patch.setenv(name, value)
        time.tzset()
        locale.use("auto")
        yield
    time.tzset()


def _inside(host: object) -> bool:
    """Tell whether a host stays on this machine; any name but localhost would have to be asked for elsewhere."""
    if isinstance(host, bytes | bytearray):
        host = host.decode("ascii", "replace")
    if host is None or host in ("", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(str(host).partition("%")[0])
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def _guarded(real: Callable[..., Any], tried: list[str], host_of: Callable[..., object]) -> Callable[..., Any]:
    """Wrap one of the socket module's doors: a host that is not inside is noted and refused."""

    def door(*args: Any, **named: Any) -> Any:
        host = host_of(*args, **named)
        if _inside(host):
            return real(*args, **named)
        tried.append(f"{getattr(real, '__name__', 'socket')}: {host}")
        if real.__name__.startswith("get"):
            raise socket.gaierror(socket.EAI_AGAIN, "tests have no network")
        raise OSError(errno.ENETUNREACH, "tests have no network")

    return door


def _target(sock: socket.socket, *args: Any) -> object:
    """Give the host that a socket's method goes to: the last argument's first part, unless it is a local socket."""
    return args[-1][0] if sock.family in (socket.AF_INET, socket.AF_INET6) else None


@pytest.fixture(autouse=True)
def _no_way_out() -> Iterator[None]:
    """Refuse every address beyond 127.0.0.0/8 and ::1, and fail the test that tried one."""
    tried: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr"):
            real = getattr(socket, name)
            patch.setattr(socket, name, _guarded(real, tried, lambda host, *_args, **_named: host))
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name), tried, _target))
        yield
    if tried:
        pytest.fail(f"reached beyond loopback: {', '.join(dict.fromkeys(tried))}", pytrace=False)
