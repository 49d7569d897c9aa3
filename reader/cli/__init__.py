"""The command line."""


def main() -> int:
    """Run `nuri`."""
    return 0
