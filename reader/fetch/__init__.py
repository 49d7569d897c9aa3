"""The cached fetch layer."""
