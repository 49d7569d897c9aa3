"""Weather: what providers answer, turned into observations. Bytes or text in, models out; no I/O but the station table.

`kma` reads KMA's sfc_web_map.xml; `stations` knows the stations by number and name.
"""
