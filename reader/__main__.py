"""Lets `python -m reader` stand for the `nuri` command."""

import sys

from reader.cli import main

sys.exit(main())
