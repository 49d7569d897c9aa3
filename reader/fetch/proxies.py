"""Proxies as the environment names them: which one an address goes through, and which variable said so.

Owns the reading alone; whether a proxy can be used is found out by `client`, which then names the variable.
"""

from __future__ import annotations

import os
from time import monotonic
from urllib.request import getproxies, proxy_bypass

KEPT = 10.0  # seconds; reading all variables takes 80 µs, and a refresh asks once a host


class Proxies:
    """The proxies that are named now, or were a moment ago."""

    def __init__(self) -> None:
        self._named: dict[str, str] = {}
        self._until = 0.0

    def of(self, scheme: str, host: str) -> tuple[str, str]:
        """Give the proxy's address and the variable that names it, both "" for none.

        Where the platform keeps proxies elsewhere than in the environment, it is the platform that is named.
        """
        if monotonic() >= self._until:
            self._named, self._until = getproxies(), monotonic() + KEPT
        for name in (scheme, "all"):
            proxy = self._named.get(name, "")
            if proxy and not proxy_bypass(host):
                variable = next((key for key in os.environ if key.lower() == f"{name}_proxy"), "system settings")
                return (proxy if "://" in proxy else f"http://{proxy}"), variable
        return "", ""
