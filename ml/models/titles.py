"""Titles as words: Chinese is cut by jieba, other scripts at their spaces; words become codes for a TextCNN to look up.

jieba 0.42 (a dictionary of 350,000 words, longest path): without it a Chinese title would be one unknown word.
"""

import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np

from ml.data.interactions import Int32

# Chinese characters; words of other letters, an apostrophe inside; numbers. Everything else only parts words.
CHUNK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[^\W\d_\u3400-\u9fff\uf900-\ufaff]+(?:['’][^\W\d_]+)*|\d+")
NO_WORD = 0


def words_of(title: str) -> list[str]:
    """Lower-case words and numbers of a title, in order; full-width and compatibility forms are made plain."""
    words: list[str] = []
    for chunk in CHUNK.findall(unicodedata.normalize("NFKC", title).lower()):
        if "\u3400" <= chunk[0] <= "\u9fff" or "\uf900" <= chunk[0] <= "\ufaff":
            words += _jieba().lcut(chunk)
        else:
            words.append(chunk.replace("’", "'"))
    return words


class Words:
    """Codes of words: NO_WORD is the filling, then the buckets of rare words, then the words that are known."""

    def __init__(self, titles: Iterable[Sequence[str]], books_at_least: int, buckets: int) -> None:
        """Know the words that stand in the titles of at least so many books; all others share the buckets."""
        books = Counter(word for words in titles for word in set(words))
        known = sorted(word for word, count in books.items() if count >= books_at_least)
        self.buckets = buckets
        self.places = {word: 1 + buckets + place for place, word in enumerate(known)}

    def __len__(self) -> int:
        """Codes there are, NO_WORD included."""
        return 1 + self.buckets + len(self.places)

    def code(self, word: str) -> int:
        # Python's own hash differs from process to process.
        return self.places.get(word) or 1 + zlib.crc32(word.encode()) % self.buckets

    def codes(self, titles: Sequence[Sequence[str]], length: int) -> Int32:
        """Shape (titles, length): the first words of each title, NO_WORD behind the last."""
        codes = np.full((len(titles), length), NO_WORD, dtype=np.int32)
        for row, words in zip(codes, titles, strict=True):
            first = words[:length]
            row[: len(first)] = [self.code(word) for word in first]
        return codes


@cache
def _jieba() -> Any:
    """The segmenter; made once, 1 s, and only for a library with a Chinese title.

    Not jieba's ready-made one: that keeps a pickle-like cache under a fixed name in the shared temporary folder, and
    talks while it loads.
    """
    import jieba

    segmenter = jieba.Tokenizer()
    segmenter.FREQ, segmenter.total = segmenter.gen_pfdict(segmenter.get_dict_file())
    segmenter.initialized = True
    return segmenter
