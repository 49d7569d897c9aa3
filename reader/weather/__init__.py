"""Weather providers: bytes to observations, no I/O."""
