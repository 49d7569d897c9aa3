"""The only way into sources and weather at run time."""
