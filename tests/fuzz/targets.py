"""Every harness by name: it takes bytes, and ends quietly unless something is wrong."""

from __future__ import annotations

from . import pages, settings, texts

TARGETS = {**texts.TARGETS, **pages.TARGETS, **settings.TARGETS}
