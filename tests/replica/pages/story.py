"""Article pages, in every nesting that skins have, with all that stands in and around a text and is not of it."""

from __future__ import annotations

from html import escape

from ..articles import Article, Heading, Items, Linked, Picture, Piece, Quote, Table
from ..paper import Paper
from ..skins import Skin, Wrapper
from .frame import footer, head, masthead, text
from .lists import writer_address

PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
ADVERT = """<div class="com_ban"><script>var ad_no = 7; document.write('<p>광고 문구</p>');</script>
<a href="http://ad.example.com/7" target="_blank"><img src="/data/banner/inside.jpg" alt="본문 광고"></a></div>"""
REPLIES = """<div class="reply_wrap"><h4>전체 댓글 <b><span>3</span></b>개</h4><div id="lv-container"></div></div>"""
GONE = """<html><head><meta charset="UTF-8"></head><body><script type="text/javascript">
alert('존재하지 않는 번호이거나 없는 기사입니다.');
history.back();
</script></body></html>"""


def _picture(picture: Picture, paper: Paper) -> str:
    skin = paper.skin
    source = f"//{paper.origin.partition('//')[2]}{picture.src}" if picture.host else picture.src
    image = f'<img class="img sm-image-c" src="{source or PIXEL}" alt="">'
    caption = text(picture.caption, skin)
    if not caption or picture.how == "none":
        return f'<p style="text-align:center">{image}</p>'
    if picture.how == "mark":
        return f'<p style="text-align:center">{image}</p>\n<p>▲ {caption}</p>'
    return f"<figure>{image}<figcaption>{caption}</figcaption></figure>"


def _linked(linked: Linked, skin: Skin) -> str:
    written = text(linked.text, skin)
    for words, address in linked.links.items():
        shown = text(words, skin)
        written = written.replace(shown, f'<a href="{escape(address)}" target="_blank">{shown}</a>', 1)
    return written


def _block(piece: Piece, paper: Paper) -> str:
    skin = paper.skin
    match piece:
        case Heading():
            return f"<h3>{text(piece.text, skin)}</h3>"
        case Quote():
            return f"<blockquote><p>{text(piece.text, skin)}</p></blockquote>"
        case Items():
            tag = "ol" if piece.ordered else "ul"
            return f"<{tag}>{''.join(f'<li>{text(item, skin)}</li>' for item in piece.items)}</{tag}>"
        case Table(rows=(first, *rest)):
            top = "".join(f"<th>{text(cell, skin)}</th>" for cell in first)
            rows = "".join(f"<tr>{''.join(f'<td>{text(cell, skin)}</td>' for cell in row)}</tr>" for row in rest)
            return f'<table border="1"><tbody><tr>{top}</tr>{rows}</tbody></table>'
        case Picture():
            return _picture(piece, paper)
    return ""


def body_of(article: Article, paper: Paper) -> str:
    """Write the text; an advertisement stands after its second piece, an empty paragraph after its first."""
    written = []
    for place, piece in enumerate(article.body):
        if isinstance(piece, str | Linked):
            run = _linked(piece if isinstance(piece, Linked) else Linked(piece, {}), paper.skin)
            around = {"p": f"<p>{run}</p>\r\n", "div": f"<div>{run}</div>\n", "br": f"{run}<br />\r\n<br>\r\n"}
            written.append(around[article.markup])
        else:
            written.append(_block(piece, paper) + "\n")
        written += ["<p>&nbsp;</p>\n"] if place == 0 and article.markup == "p" else []
        written += [ADVERT + "\n"] if place == 1 else []
    return "".join(written)


def _content(article: Article, paper: Paper, wrapper: Wrapper) -> str:
    body = body_of(article, paper)
    tail = f'<p class="copyright">Copyright @2006 {paper.name} Corp. All rights reserved.</p>'
    if wrapper.body == "smart":
        return f'<div class="smartOutput body_font">{body}</div>{tail}'
    if wrapper.body == "cnt_view":
        return f'<div class="cnt_view body_font">{body}{tail}</div>'
    if wrapper.body == "arvdate":
        date = f'<p class="arvdate">{article.published:%Y.%m.%d %H:%M:%S}</p>' if article.dated == "info" else ""
        return f'{date}<div id="news_body_area"><div>{body}</div></div>{tail}'
    return (
        '<div class="cnt_view news_body_area"><div id="news_body_area" class="smartOutput body_font" itemprop="articleBody">'
        f"{body}<script>resize_img('#news_body_area');</script>Copyright @{paper.name} All rights reserved.</div>{tail}</div>"
    )


def _info(article: Article, paper: Paper, wrapper: Wrapper) -> str:
    """Write the list of byline and dates, in which everything moves up when something is absent."""
    rows = []
    if article.author:
        mail = '<a href="mailto:desk@example.com">desk@example.com</a>' if article.no % 2 else ""
        rows.append(f'<a href="{writer_address(article.author)}">{text(article.author, paper.skin)} 기자</a> {mail}')
    if article.dated == "info" and wrapper.body != "arvdate":
        rows.append(f"{wrapper.date_word} {article.published:%Y.%m.%d %H:%M:%S}")
    if article.edited:
        rows.append(f"수정 {article.edited:%Y.%m.%d %H:%M:%S}")
    return f'<ul class="art_info">{"".join(f"<li>{row}</li>" for row in rows)}</ul>'


def _heading(article: Article, paper: Paper, wrapper: Wrapper) -> str:
    lines = "<br />\n".join(text(line, paper.skin) for line in article.subtitle.splitlines())
    title = f"<h2>{text(article.title, paper.skin)}</h2>\n{f'<h3>{lines}</h3>' if lines else ''}"
    info = _info(article, paper, wrapper)
    fixed = f'<div class="fix_art_top"><div><div>{title}{info}</div></div></div>'
    top = f'<div class="art_top">{title}{info}</div>'
    return {"top": top, "fixed": fixed, "both": f"{fixed}\n{top}"}[wrapper.head]


def _dates(article: Article) -> str:
    if article.dated == "info":
        return ""
    stamp = article.published.isoformat() if article.dated == "meta" else f"{article.published:%Y-%m-%dT%H:%M:%S}"
    return f'<meta property="article:published_time"\tcontent="{stamp}" />\n'


def wrapper_of(article: Article, skin: Skin) -> Wrapper:
    """Choose the nesting of an article's page: a site's wrappers take turns."""
    return skin.wrappers[article.no % len(skin.wrappers)]


def story(paper: Paper, article: Article) -> str:
    """Write an article's page."""
    skin = paper.skin
    wrapper = wrapper_of(article, skin)
    name = article.sub or article.section
    listed = f"/news/section_list_all.html?sec_no={paper.numbers[name]}"
    crumbs = (
        f'<ul class="art_top_nav"><li><a href="/">홈</a></li><li><a href="{listed}">{name}</a></li></ul>'
        if skin.crumbs == "art_top_nav"
        else f'<div class="path_wrap"><h3><a href="{listed}">{name}</a></h3></div>'
    )
    others = [other for other in paper.of(article.section) if other.no != article.no][:4]
    best = "".join(f'<li><a href="{other.path}">{text(other.title, skin)}</a></li>' for other in others)
    top = head(
        paper,
        article.title,
        article.path,
        _dates(article),
        described=article.lead.removesuffix(".."),
        image=article.image,
    )
    return f"""{top}{masthead(paper)}<div class="wrapper" id="container">
{crumbs}
<div class="{wrapper.name}">
{_heading(article, paper, wrapper)}
<ul class="sns_list"><li><a href="#">페이스북</a></li><li><a href="#">카카오톡</a></li><li>글자 크기</li></ul>
{_content(article, paper, wrapper)}
<div class="banner_slide"><ul><li><a href="http://ad.example.com/8"><img src="/data/banner/8.jpg" alt="배너"></a></li></ul></div>
{REPLIES}
<div class="related"><h4>관련기사</h4><ul class="art_rel">{best}</ul></div>
</div>
<div class="arl_026"><div class="tit_set ts22"><h2>많이 본 기사</h2></div><ol class="best_list">{best}</ol></div>
</div>
{footer(paper)}"""
