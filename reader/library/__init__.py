"""The reader's own database."""
