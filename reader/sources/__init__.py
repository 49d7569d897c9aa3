"""Bytes to models, no I/O."""
