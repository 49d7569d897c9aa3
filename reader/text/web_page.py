"""Articles as a web page that stands by itself: what `nuri export --html` writes.

The text is somebody's words, so everything is escaped; the page runs no script and asks nobody for anything but the
pictures that the article shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reader.model import Article, Block, Headline, Passage

_POLICY = "default-src 'none'; img-src http: https:; style-src 'unsafe-inline'"
_STYLE = (
    "body{max-width:42rem;margin:2rem auto;padding:0 1rem;font-family:sans-serif;line-height:1.7;word-break:keep-all}"
    "img{max-width:100%}table{border-collapse:collapse}td,th{border:1px solid;padding:.2rem .5rem}"
    "article+article{border-top:1px solid;margin-top:3rem}"
)


def web_page(articles: Sequence[Article]) -> str:
    """Write articles as one HTML document."""
    title = escape(articles[0].headline.title) if articles else ""
    return (
        '<!DOCTYPE html>\n<html lang="ko">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{title}</title>\n<style>{_STYLE}</style>\n'
        f"</head>\n<body>\n{''.join(map(_article, articles))}</body>\n</html>\n"
    )


def _article(article: Article) -> str:
    headline = article.headline
    parts = [f"<h1>{escape(headline.title)}</h1>"]
    if headline.subtitle:
        parts.append(f"<p><strong>{_lines(headline.subtitle)}</strong></p>")
    parts.append(_byline(headline))
    parts += [_block(block) for block in article.blocks] or [f"<p>{escape(headline.summary)}</p>"]
    return "<article>\n" + "\n".join(parts) + "\n</article>\n"


def _byline(headline: Headline) -> str:
    when = headline.published
    stamp = f'<time datetime="{when.isoformat()}">{when:%Y.%m.%d %H:%M}</time>' if when else ""
    told = " · ".join(part for part in (escape(headline.author), stamp, escape(headline.source)) if part)
    link = f'<a href="{escape(headline.url)}">{escape(headline.url)}</a>' if headline.url else ""
    return f"<p>{told}<br>{link}</p>"


def _block(block: Block) -> str:
    match block.kind:
        case "heading":
            level = min(block.level + 1, 6)
            return f"<h{level}>{_passages(block)}</h{level}>"
        case "list":
            kind = "ol" if block.ordered else "ul"
            return f"<{kind}>{''.join(f'<li>{_passage(item)}</li>' for item in block.passages)}</{kind}>"
        case "quote":
            return f"<blockquote>{''.join(f'<p>{_passage(part)}</p>' for part in block.passages)}</blockquote>"
        case "table":
            return _table(block)
        case "image":
            caption = f"<figcaption>{_passages(block)}</figcaption>" if block.passages else ""
            return (
                f'<figure><img src="{escape(block.url)}" alt="{escape(block.text)}" loading="lazy">{caption}</figure>'
            )
        case "code":
            return f"<pre><code>{escape(block.text)}</code></pre>"
        case _:
            return "".join(f"<p>{_passage(part)}</p>" for part in block.passages)


def _table(block: Block) -> str:
    rows = []
    for number, row in enumerate(block.rows):
        cell = "th" if block.header and number == 0 else "td"
        rows.append(f"<tr>{''.join(f'<{cell}>{_lines(text)}</{cell}>' for text in row)}</tr>")
    return f"<table>{''.join(rows)}</table>"


def _passages(block: Block) -> str:
    return "<br>".join(map(_passage, block.passages))


def _passage(part: Passage) -> str:
    pieces, position = [], 0
    for link in part.links:
        pieces.append(_lines(part.text[position : link.start]))
        pieces.append(f'<a href="{escape(link.url)}">{_lines(part.text[link.start : link.end])}</a>')
        position = link.end
    pieces.append(_lines(part.text[position:]))
    return "".join(pieces)


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
