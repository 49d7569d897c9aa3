"""The one vocabulary of the sky: every provider's words brought to KMA's, with their English.

A word that is not known here passes through as it is, so that a new one is shown rather than lost.
"""

from __future__ import annotations

ENGLISH = {
    "맑음": "Clear",
    "대체로 맑음": "Mainly clear",
    "구름조금": "Partly cloudy",
    "구름많음": "Mostly cloudy",
    "흐림": "Overcast",
    "안개": "Fog",
    "박무": "Mist",
    "연무": "Haze",
    "황사": "Yellow dust",
    "이슬비": "Drizzle",
    "어는 이슬비": "Freezing drizzle",
    "빗방울": "Raindrops",
    "약한비": "Light rain",
    "비": "Rain",
    "강한비": "Heavy rain",
    "가끔 비": "Rain at times",
    "어는 비": "Freezing rain",
    "소나기": "Showers",
    "비/눈": "Rain and snow",
    "가끔 비/눈": "Rain or snow at times",
    "진눈깨비": "Sleet",
    "빗방울/눈날림": "Raindrops and flurries",
    "눈날림": "Flurries",
    "약한눈": "Light snow",
    "눈": "Snow",
    "강한눈": "Heavy snow",
    "가끔 눈": "Snow at times",
    "싸락눈": "Snow grains",
    "소낙눈": "Snow showers",
    "뇌우": "Thunderstorm",
    "우박 동반 뇌우": "Thunderstorm with hail",
}
_SAME = {
    "구름 조금": "구름조금",
    "구름 많음": "구름많음",
    "약한 비": "약한비",
    "강한 비": "강한비",
    "약한 눈": "약한눈",
    "강한 눈": "강한눈",
    "소낙비": "소나기",
    "비 또는 눈": "비/눈",
    "눈 또는 비": "비/눈",
    "눈/비": "비/눈",
    "한때 비": "가끔 비",
    "가끔(한때) 비": "가끔 비",
    "한때 눈": "가끔 눈",
    "가끔(한때) 눈": "가끔 눈",
    "가끔 비 또는 눈": "가끔 비/눈",
    "가끔 눈 또는 비": "가끔 비/눈",
    "빗방울눈날림": "빗방울/눈날림",
    "천둥번개": "뇌우",
    "뇌전": "뇌우",
}
# WMO 4677 as Open-Meteo's documentation lists it ("WMO Weather interpretation codes").
_WMO = {
    code: word
    for word, codes in {
        "맑음": (0,),
        "대체로 맑음": (1,),
        "구름조금": (2,),
        "흐림": (3,),
        "안개": (45, 48),
        "이슬비": (51, 53, 55),
        "어는 이슬비": (56, 57),
        "약한비": (61,),
        "비": (63,),
        "강한비": (65,),
        "어는 비": (66, 67),
        "약한눈": (71,),
        "눈": (73,),
        "강한눈": (75,),
        "싸락눈": (77,),
        "소나기": (80, 81, 82),
        "소낙눈": (85, 86),
        "뇌우": (95,),
        "우박 동반 뇌우": (96, 99),
    }.items()
    for code in codes
}
# PTY of KMA's short-term service: what falls; 0 is nothing, and then this service says nothing of the sky at all.
_FALLING = {1: "비", 2: "비/눈", 3: "눈", 4: "소나기", 5: "빗방울", 6: "빗방울/눈날림", 7: "눈날림"}
_NOTHING = {"", "-"}


def of_words(told: str) -> str | None:
    """Give the vocabulary's word for a provider's; None where it told nothing."""
    word = " ".join(told.split())
    return None if word in _NOTHING else _SAME.get(word, word)


def of_wmo(code: int) -> str | None:
    """Give the word for a WMO code; None for one that is not listed."""
    return _WMO.get(code)


def of_falling(code: int) -> str | None:
    """Give the word for KMA's PTY; None while nothing falls."""
    return _FALLING.get(code)


def in_english(word: str) -> str:
    """Give the English of a word of the vocabulary; any other stays as it is."""
    return ENGLISH.get(word, word)
