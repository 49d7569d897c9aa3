"""Proxies as the environment names them: which one an address goes through, and which variable said so.

Owns the reading alone; whether a proxy can be used is found out by `client`, which then names the variable.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from urllib.request import getproxies, proxy_bypass


def proxy_for(scheme: str, host: str, environment: Mapping[str, str] = os.environ) -> tuple[str, str]:
    """Give the proxy's address and the variable that names it, both "" for none.

    Where the platform keeps proxies elsewhere than in the environment, it is the platform that is named.
    """
    proxies = getproxies()
    for name in (scheme, "all"):
        proxy = proxies.get(name, "")
        if proxy and not proxy_bypass(host):
            variable = next((key for key in environment if key.lower() == f"{name}_proxy"), "system settings")
            return (proxy if "://" in proxy else f"http://{proxy}"), variable
    return "", ""
