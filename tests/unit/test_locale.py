import string

import pytest

from reader import errors, locale
from reader.commands import COMMANDS
from reader.locale import language_of, say, sentences, use


@pytest.fixture(autouse=True)
def _korean_again():
    yield
    use("ko")


def fields_of(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_both_languages_say_the_same_sentences_with_the_same_fields():
    korean, english = sentences("ko"), sentences("en")
    assert korean.keys() == english.keys()
    assert [key for key in korean if fields_of(korean[key]) != fields_of(english[key])] == []


def test_every_error_and_every_command_has_its_sentence():
    raised = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.NuriError)]
    assert [kind.key for kind in raised if kind.key not in sentences("ko")] == []
    missing = [command.id for command in COMMANDS if f"command.{command.id}" not in sentences("ko")]
    assert [name for name in missing if not name.startswith("section_")] == []


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "ko"),
        ({"LANG": "C.UTF-8"}, "ko"),
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LC_ALL": "ko_KR.UTF-8", "LANG": "en_US.UTF-8"}, "ko"),
        ({"LC_MESSAGES": "en_GB.UTF-8", "LANG": "ko_KR.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_environment_chooses_the_language(environment, language):
    assert language_of(environment) == language


@pytest.mark.parametrize(
    ("word", "told"),
    [("서울", "‘서울’은"), ("제주", "‘제주’는"), ("누리 2", "‘누리 2’는"), ("3", "‘3’은"), ("open", "‘open’은(는)")],
)
def test_korean_particles_follow_the_words_last_sound(word, told):
    use("ko")
    assert told in say("config.unknown_key", key=word, right="x")


def test_direction_particle_knows_that_rieul_needs_no_vowel():
    assert f"{locale._Word('서울'):으로}{locale._Word('부산'):으로}{locale._Word('제주'):으로}" == "로으로로"
