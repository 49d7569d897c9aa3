"""The service that the screen and the command line talk to."""
