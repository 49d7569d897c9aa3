"""The Google Reader API, pure: ids, calls, answers, and one round as a state machine; no I/O and no clock.

`round` says what to ask and what to keep, and is told what came of it. Answers are read in the worker only, through
`parsing`: `contents` stands on the feed parser, for an item here is a feed's entry that a server has kept (which is why
this room lies above `sources`, not beside it). What newsroom and library import of it (`model`, `requests`, `round`)
loads no parser.
"""
