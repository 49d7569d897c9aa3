"""Where papers keep an article's text: a table for those in the catalogue, and the names that their systems share.

Selectors as seen in the papers' pages in 2025 and 2026. One that finds nothing any more costs nothing: the text is then
found as on any other page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from reader.sources.blocks import blocks
from reader.sources.mediaon.story import not_of_text
from reader.text.address import host

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

    from reader.model import Block
    from reader.sources.mediaon.page import Page

LEAST = 60  # characters that make a text; less is a teaser or an empty frame


class Site(Struct, frozen=True):
    """`text`: selectors of the text, the most trusted first. `without`: what in it is not of it.

    `every`: the text is all that the selector finds, one after the other, not one element around it.
    """

    text: tuple[str, ...]
    without: str = ""
    every: bool = False


_ND_SOFT = "#article-view-content-div"
COMMON = Site(
    (
        _ND_SOFT,
        "#news_body_area",
        "[itemprop=articleBody]",
        "#dic_area",
        "#newsct_article",
        "#articleBodyContents",
        "#articeBody",
        "#articleBody",
        "#article_body",
        "#articletxt",
        "#news_body_id",
        "#textBody",
        "#CmAdContent",
        "#harmonyContainer",
        ".article_view",
        ".news_body",
        ".tt_article_useless_p_margin",
        ".entry-content",
    ),
    "figcaption .btn, .img_popup_btn, .vod_area, .article_relation, .txt-copyright, .writer-zone01",
)
SITES = {
    "yna.co.kr": Site(
        (".story-news.article", "article.story-news", "#articleBody"),
        ".writer-zone01, .txt-copyright, .aside-box, .tit-sub, .related-zone, .btn-area, .comp-box.youtube-group",
    ),
    "yonhapnewstv.co.kr": Site(("#articleBody", ".article-body", ".cont-article")),
    "hani.co.kr": Site((".article-text", ".text"), ".ad-box, .ArticleDetailContent_imageContainer__o8GzH button"),
    "khan.co.kr": Site((".art_body", "#articleBody"), ".editor-subtitle, .srch-kw, .caption-btn, .art_ad"),
    "mk.co.kr": Site((".news_cnt_detail_wrap", "#article_body"), ".ad_wrap, .mid_title, .btn_area, .translation"),
    "hankyung.com": Site(("#articletxt", ".article-body"), ".ad-area-wrap, .article-timestamp"),
    "donga.com": Site(
        ("section.news_view", ".article_txt"), ".view_ad06, .sub_tit, .view_m_adA, .view_series, .article_issue"
    ),
    "chosun.com": Site((".article-body", "#news_body_id", ".par"), ".article-body__ads"),
    "sbs.co.kr": Site((".text_area", ".main_text"), ".article_vod, .link_box"),
    "jtbc.co.kr": Site(("#articlebody .article_content", ".article_content", "#articlebody")),
    "seoul.co.kr": Site((".viewContent.body19", ".viewContent", "#atic_txt1"), ".stit, .v_photo .btn"),
    "kmib.co.kr": Site(("#articleBody", "#article_body", ".article_body"), ".article_recommend, .pop_layer_copyright"),
    "segye.com": Site(("article.viewBox2", "#article_txt"), ".precis, .articlePhoto .btn"),
    "etnews.com": Site(("#articleBody", ".article_body"), ".ad_newsroom1, .footer_btnwrap, .related_wrap"),
    "edaily.co.kr": Site((".news_body", "#viewcontents .news_body"), ".gg_textshow, .news_banner"),
    "mt.co.kr": Site(("#articleView", "#textBody", ".view_text"), ".articleReport, .ad_subimg"),
    "sedaily.com": Site(("#ttsBody", ".article_view", "#v-left-scroll-in"), ".art_rel, .sub_ad_banner"),
    "nocutnews.co.kr": Site(("#pnlContent", ".article_body"), ".relatednews, .news_sign"),
    "ohmynews.com": Site((".at_contents", "div.text", "#article_view"), ".livere, .atc_ad, .at_tag"),
    "pressian.com": Site((".article_body", "[itemprop=articleBody]"), ".article_ad"),
    "mbn.co.kr": Site(("#newsViewArea", ".detail", "#article_content"), ".ad"),
    "newsis.com": Site((".viewer article", "div.viewer", "article"), ".iwmads, .summury, .article_photo .btn"),
    "koreaherald.com": Site(("#articleText", ".news_content", ".view_con_t")),
    "koreatimes.co.kr": Site(("[class*=EditorContents_contents]", "#startts", ".view_article")),
    "korea.kr": Site((".view_cont", ".article_body", ".article-content"), ".btn_area, .filelist"),
    "moe.go.kr": Site((".bbs_view_contents", ".view_con", ".board_view .cont"), ".file"),
    "veritas-a.com": Site((_ND_SOFT,)),
    "kbs.co.kr": Site(("#cont_newstext", ".detail-body", ".txt_body")),
    "bbc.com": Site(
        ("[data-component=text-block], [data-component=subheadline-block]", "main [dir=ltr] > p"), every=True
    ),
    "bbc.co.uk": Site(("[data-component=text-block], [data-component=subheadline-block]",), every=True),
    "theguardian.com": Site(
        (".article-body-commercial-selector", "[data-gu-name=body]", "#maincontent"),
        "aside, [data-component=rich-link], gu-island[name*=Email], figure[data-spacefinder-role=richLink]",
    ),
    "npr.org": Site(("#storytext",), ".bucketwrap, .credit-caption .toggle-caption, .hide-caption, .enlarge_measure"),
    "aljazeera.com": Site((".wysiwyg--all-content", ".wysiwyg"), ".more-on, .container--ads, .article-newsletter-slot"),
    "nytimes.com": Site(("section[name=articleBody]",), "[data-testid=recirc], .bottom-of-article"),
    "dw.com": Site((".rich-text", ".longText"), ".advertisement, .vjs-wrapper, .embed"),
    "france24.com": Site((".t-content__body",), ".m-interstitial, .t-copyright, .o-self-promo, .m-em-quote__copy"),
    "cnbc.com": Site(
        (".ArticleBody-articleBody", ".group"), ".InlineVideo-container, .RelatedContent-container", every=True
    ),
}


def text_of(page: Page) -> tuple[Block, ...]:
    """Read the text where the page's own paper, or any that we know, would keep it; nothing where none does."""
    for site in (*_sites(page.url), COMMON):
        strange = {node.mem_id for node in page.tree.css(site.without)} if site.without else set()

        def dropped(node: LexborNode, strange: set[int] = strange) -> bool:
            return node.mem_id in strange or not_of_text(node)

        for selector in site.text:
            nodes = page.tree.css(selector)
            if not nodes:
                continue
            chosen = nodes if site.every else [max(nodes, key=lambda node: len(node.text(deep=True)))]
            found = tuple(block for node in chosen for block in blocks(node, page.url, dropped))
            if sum(len(block.text) for block in found) >= LEAST:
                return found
    return ()


def _sites(url: str) -> Iterator[Site]:
    """Give the rules of the host and of those above it."""
    name = host(url)
    while name:
        if name in SITES:
            yield SITES[name]
        name = name.partition(".")[2]
