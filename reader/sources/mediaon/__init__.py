"""Any site on the mediaon CMS: its front page, its lists, its articles; text to models, no I/O.

A ladder of selectors for the skins that are known, then rules that hold for any page, so that a skin never seen gives
what can be found. Only an address tells an article or a section: class names come and go.
"""

from __future__ import annotations

from reader.sources.mediaon.article_page import article
from reader.sources.mediaon.front_page import front
from reader.sources.mediaon.list_page import listing

__all__ = ["article", "front", "listing"]
