from datetime import datetime

from reader.model import Article, Block, Headline, Link, Passage
from reader.text.dates import KST
from reader.text.markdown import block, escaped, markdown

HEAD = Headline(
    id="a",
    source="누리일보",
    title="[KBO] *두산*",
    url="https://a.kr/1",
    subtitle="첫째 줄\n둘째 줄",
    author="김누리 기자",
    published=datetime(2026, 1, 15, 9, 41, tzinfo=KST),
)


def test_an_article_is_a_whole_document():
    written = markdown(Article(HEAD, (Block("paragraph", (Passage("본문이다."),)),)))
    assert written == (
        "# \\[KBO\\] \\*두산\\*\n\n**첫째 줄**  \n**둘째 줄**\n\n"
        "김누리 기자 · 2026.01.15 09:41 · 누리일보  \n<https://a.kr/1>\n\n본문이다.\n"
    )


def test_without_a_text_the_summary_stands():
    head = Headline(id="a", source="", title="제목", url="", summary="요약이다.")
    assert markdown(Article(head)) == "# 제목\n\n요약이다.\n"


def test_links_stand_in_the_text():
    passage = Passage("자세한 것은 여기에 있다.", (Link(7, 9, "https://a.kr/x"),))
    assert block(Block("paragraph", (passage,))) == "자세한 것은 [여기](<https://a.kr/x>)에 있다."


def test_lists_quotes_tables_images_and_code():
    assert block(Block("list", (Passage("가"), Passage("나")), ordered=True)) == "1. 가\n2. 나"
    assert block(Block("list", (Passage("가"), Passage("나")))) == "- 가\n- 나"
    assert block(Block("quote", (Passage("가\n나"), Passage("다")))) == "> 가\n> 나\n>\n> 다"
    assert block(Block("table", rows=(("가", "나"), ("1|2", "3")), header=True)) == (
        "| 가 | 나 |\n| --- | --- |\n| 1\\|2 | 3 |"
    )
    assert block(Block("image", (Passage("설명"),), url="https://a.kr/i.jpg")) == "![설명](<https://a.kr/i.jpg>)"
    assert block(Block("code", (Passage("a ``` b"),))) == "````\na ``` b\n````"
    assert block(Block("heading", (Passage("소제목"),), level=2)) == "### 소제목"


def test_text_cannot_become_markdown():
    assert escaped("# 제목") == "\\# 제목"
    assert escaped("1. 하나") == "1\\. 하나"
    assert escaped("<script>") == "\\<script\\>"
