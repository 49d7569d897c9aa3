"""Jobs done in a child process, one at a time, so that nothing that hostile bytes do to a parser reaches this process.

The child is started for a job and ended when idle; one that dies costs the job that it had, and the next job gets a new
one. Not ProcessPoolExecutor: its idle worker holds both ends of its own queue and so outlives a parent that was killed,
and starting it loads the caller's main module and a tracker process as well (87 ms, this 14 and what the job loads).

    jobs      Worker: what is called
    child     the process as its parent sees it;  inside  the process itself;  messages  what they say to each other

Nothing is imported here, for the child loads this as well.
"""
