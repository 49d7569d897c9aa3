"""Searching as a person does, in a terminal: Korean typed at the caret, the hit opened, the way back."""

from nuri_command import COMMAND
from terminal import Terminal

LINE = len(" ") + 2 * len("찾기") + len(" ")  # where the line begins in which is typed


def caret(terminal):
    return terminal.screen.cursor.x, terminal.screen.cursor.y


def test_korean_is_typed_at_the_terminals_own_cursor_and_the_hit_is_read():
    with Terminal([str(COMMAND), "demo"], 80, 24) as terminal:
        terminal.wait_for("누리일보", "견본", "한국은행")
        terminal.press("/")
        terminal.wait_for("이렇게 찾습니다")
        terminal.wait(lambda: caret(terminal) == (LINE, 0))
        terminal.press("금", "리")
        terminal.wait_for("찾은 기사", "기준금리")
        terminal.wait(lambda: caret(terminal) == (LINE + 4, 0))
        terminal.press("\x1b[B")
        terminal.wait(lambda: "▐ 한국은행" in terminal.text)
        terminal.wait(lambda: caret(terminal) == (LINE + 4, 0))
        terminal.press("\r")
        terminal.wait_for("찾기: 금리", "금융통화위원회가", "Space 다음")  # the last: the article has the focus
        terminal.press("\x1b")
        terminal.wait_for("Enter 읽기")  # the list has the focus: an escape and a key at once would be one key
        terminal.press("q")
        terminal.wait_gone("찾기: 금리")
        terminal.press("q")
        assert terminal.wait_end() == 0
