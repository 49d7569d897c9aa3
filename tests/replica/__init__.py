"""The outside world on loopback, for tests: a mediaon site in several skins, KMA and others, feeds, a sync server, faults.

Standard library only. `from replica import Replica, Fault`; house.py says what a Replica can do.
"""

from __future__ import annotations

from .articles import KST, Article, Heading, Items, Linked, Picture, Quote, Table
from .client import ask, page
from .faults import Fault, Faulty
from .feeds import Item
from .greader import DIALECTS, Dialect, Reader
from .house import Replica
from .log import Seen
from .paper import DEAF, PER_PAGE, FrontBlock, FrontPlan
from .skins import SKINS

__all__ = [
    "DEAF",
    "DIALECTS",
    "KST",
    "PER_PAGE",
    "SKINS",
    "Article",
    "Dialect",
    "Fault",
    "Faulty",
    "FrontBlock",
    "FrontPlan",
    "Heading",
    "Item",
    "Items",
    "Linked",
    "Picture",
    "Quote",
    "Reader",
    "Replica",
    "Seen",
    "Table",
    "ask",
    "page",
]
