"""Nuri, a newspaper for the terminal: the version, and nothing else."""

__version__ = "0.1.0"
