"""How the weather is told wherever it is told: whose it is, and a temperature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.locale import say

if TYPE_CHECKING:
    from reader.model import WeatherState

_NAMES = {"kma": "kma", "weather.go.kr": "kma", "kma-api": "kma", "sample": "kma", "open-meteo": "open_meteo"}


def whose(state: WeatherState) -> list[str]:
    """Name the provider, or that it stands in for the reader's first, and then a second one if there is one."""
    if not state.provider:
        return []
    return [_whose(state.provider, instead=state.instead), *([_whose(state.partner)] if state.partner else [])]


def degrees(temperature: float | None) -> str:
    """Print a temperature with one decimal, never as -0.0; a dash where there is none."""
    return "-" if temperature is None else f"{round(temperature, 1) + 0.0:.1f}"


def _whose(provider: str, *, instead: bool = False) -> str:
    name = _NAMES.get(provider)
    if instead:
        return say("ui.credit.instead", provider=say(f"ui.provider.{name}") if name else provider)
    return say(f"ui.credit.{name}") if name else say("ui.credit.other", provider=provider)
