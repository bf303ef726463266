import subprocess
import sys

import numpy as np

from ml.models.titles import NO_WORD, Words, words_of


def test_a_chinese_title_is_cut_into_words() -> None:
    assert words_of("百年孤独与黑暗森林") == ["百年孤独", "与", "黑暗", "森林"]


def test_latin_words_are_lower_case_and_numbers_stand_alone() -> None:
    assert words_of("The Hitchhiker’s Guide (Book #42): ÉTÉ") == [
        "the",
        "hitchhiker's",
        "guide",
        "book",
        "42",
        "été",
    ]


def test_full_width_letters_and_mixed_scripts_are_told_apart() -> None:
    assert words_of("三体Ⅱ：Ｄａｒｋ黑暗森林2") == ["三体", "ii", "dark", "黑暗", "森林", "2"]


def test_a_title_without_words_has_none() -> None:
    assert words_of("") == words_of("!? … —") == []


def test_words_seen_often_have_codes_of_their_own_and_others_share_buckets() -> None:
    words = Words([["red", "dawn"], ["red", "sun"], ["red", "dawn"]], books_at_least=2, buckets=3)
    codes = words.codes([["red", "dawn", "sun"], ["moon"]], length=4)
    assert len(words) == 1 + 3 + 2
    assert sorted(codes[0, :2].tolist()) == [4, 5]
    assert 1 <= codes[0, 2] <= 3
    assert 1 <= codes[1, 0] <= 3
    np.testing.assert_array_equal(codes[:, 3], NO_WORD)


def test_a_rare_word_falls_into_the_same_bucket_in_every_process() -> None:
    program = "from ml.models.titles import Words; print(Words([], 2, 1000).code('nachtigall'))"
    said = {subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout for _ in range(2)}
    assert said == {f"{Words([], 2, 1000).code('nachtigall')}\n"}


def test_titles_without_chinese_never_load_the_segmenter_and_chinese_ones_do_so_in_silence() -> None:
    program = (
        "import sys; from ml.models.titles import words_of; words_of('plain words'); print('jieba' in sys.modules); "
        "words_of('黑暗森林'); print('jieba' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (said.stdout, said.stderr) == ("False\nTrue\n", "")
