"""What is wrong with a command line is said in the reader's language, whichever Python runs it."""

import pytest

from reader import locale
from reader.cli.arguments import UsageError, parse


@pytest.mark.parametrize(
    ("given", "korean", "english"),
    [
        ("--nope", "모르는 인자입니다: --nope", "unknown: --nope"),
        ("show", "빠졌습니다: ID|URL", "missing: ID|URL"),
        ("headlines --limit", "--limit: 값이 하나 있어야 합니다", "--limit: one value is needed"),
        ("mark a", "다음 가운데 하나가 있어야 합니다: --read", "one of these is needed: --read"),
        ("mark a --read --saved", "--saved: --read과(와) 함께", "--saved: not together with --read"),
        (
            "config wrong",
            "verb: ‘wrong’은(는) 없습니다. 있는 것: path, show, check",
            "verb: there is no ‘wrong’; there are",
        ),
        ("headlines --json=3", "--json: 값을 받지 않습니다: 3", "--json: takes no value, but was given 3"),
        ("headlines --limit 0", "--limit: ‘0’은 1 이상의 수가 아닙니다", "--limit: ‘0’ is no number from 1 on"),
    ],
)
def test_a_mistake_is_said_in_the_language_that_is_spoken(given, korean, english):
    for language, said in (("ko", korean), ("en", english)):
        locale.use(language)
        with pytest.raises(UsageError) as raised:
            parse(given.split())
        assert str(raised.value).startswith(said)
