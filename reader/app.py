"""The Textual application: wiring only."""
