"""The service that the screen and the command line both talk to: snapshots out, intentions in; the clock is injected.

`desk` opens everything once; the verbs (`refresh`, `texts`, `weather`, `more`, `outside`) each do one thing at a desk;
`shelf` gives snapshots; `service` is the newsroom of one window, `live` what it does by itself. Nothing is imported
here, so that a command loads only its own verb.
"""
