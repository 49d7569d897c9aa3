"""The configuration: TOML in, `Config` out."""
