"""Text into markup: one module a kind of page. Everything is a function of a `Paper`; nothing is kept here."""
