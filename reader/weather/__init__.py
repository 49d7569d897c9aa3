"""Weather: what providers answer, turned into observations. Bytes or text in, models out; no I/O but the station table.

`kma`, `obs`, `kma_api` and `open_meteo` read one provider each; `sky` is the one vocabulary they are brought to,
`values` the bounds of what can be measured; `asking` makes the addresses; `stations` knows the stations by number and
name.
"""
