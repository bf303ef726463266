"""Which words a review is held for."""

import pytest

from backend.engagement.rules import find_words, normalised


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("傻瓜", "作者是个傻瓜。"),
        ("傻瓜", "作者是个傻 瓜"),
        ("傻瓜", "傻*瓜"),
        ("傻瓜", "傻\u200b瓜"),
        ("广告", "免費廣告"),
        ("casino", "The best ＣＡＳＩＮＯ in town"),
        ("casino", "来Casino玩"),
        ("cliche", "Nothing but Cliché."),
        ("buy now", "Buy\n now!"),
    ],
)
def test_a_word_is_found_however_it_is_written(word: str, text: str) -> None:
    assert find_words(text, [normalised(word)]) == [normalised(word)]


@pytest.mark.parametrize(("word", "text"), [("ass", "A class of its own"), ("傻瓜", "傻，是个瓜"), ("spam", "spammer")])
def test_a_word_within_another_is_another_word(word: str, text: str) -> None:
    assert find_words(text, [normalised(word)]) == []


def test_all_words_that_are_there_are_named() -> None:
    assert find_words("one two three", ["three", "four", "one"]) == ["three", "one"]
