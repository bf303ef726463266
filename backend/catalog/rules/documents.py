"""A book as the search sees it: its words in order for the full-text index, and the terms that they are.

A term is a field's letter and a word: "tdune" is Dune in a title. The first three letters of a word are terms of their
own ("~du"), so that a list can follow somebody's typing from the first key; Chinese characters are terms anyhow.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from backend.catalog.rules.words import beside_words, is_han, words_in

TITLE, AUTHOR, SERIES, PUBLISHER, CATEGORY, ISBN, DESCRIPTION = "t", "u", "s", "p", "c", "i", "d"
FIELDS = (TITLE, AUTHOR, SERIES, PUBLISHER, CATEGORY, ISBN, DESCRIPTION)
# Nobody types how a description's Chinese is spelled; there it would be found by everything.
SPELLED = frozenset((TITLE, AUTHOR, SERIES, PUBLISHER, CATEGORY))
# What a list of suggestions is made of.
TYPED = frozenset((TITLE, AUTHOR, SERIES))
BEGINNING = "~"
LONGEST_BEGINNING = 3
# What stands later in a description says nothing new.
LONGEST_TEXT = 4_000
# Of a word in another script; in hexadecimal it must stay below the 84 letters that InnoDB takes for one.
LONGEST_BYTES = 36
GAP = "xx0"

Texts = Mapping[str, Iterable[str]]
"""Field -> the texts in it."""


def document_of(texts: Texts) -> str:
    """The words of each text in order, then what else it is found by."""
    tokens: list[str] = []
    for field, several in texts.items():
        for text in several:
            runs, beside = beside_words(text[:LONGEST_TEXT], field in SPELLED)
            tokens += [token_of(field + word) for word in words_in(runs)]
            tokens.append(GAP)
            tokens += [token_of(field + word) for word in dict.fromkeys(beside)]
            tokens.append(GAP)
    return " ".join(tokens)


def terms_in(document: str) -> set[str]:
    """The terms of a document, beginnings included."""
    tokens = set(document.split(" "))
    tokens -= {GAP, ""}
    return {term for token in tokens for term in _terms_of(token)}


def term_of(field: str, word: str) -> str:
    """A word is cut where the index cuts it."""
    return field + (word if word.isascii() else word.encode()[:LONGEST_BYTES].decode(errors="ignore"))


@lru_cache(maxsize=100_000)
def token_of(term: str) -> str:
    """A term in letters and digits of ASCII. InnoDB's full text leaves out words below three letters, common English
    words, and whatever it does not know as a letter, some Chinese characters among it."""
    field, word = term[0], term[1:]
    if word.isascii():
        return f"x{field}{word}"
    return f"y{field}{term_of(field, word)[1:].encode().hex()}"


@lru_cache(maxsize=100_000)
def _terms_of(token: str) -> tuple[str, ...]:
    """The token's term, and its beginnings where it may be typed."""
    term = token[1] + bytes.fromhex(token[2:]).decode() if token[0] == "y" else token[1:]
    field, word = term[0], term[1:]
    if field not in TYPED or is_han(word[0]):
        return (term,)
    return (term, *(BEGINNING + word[:length] for length in range(1, LONGEST_BEGINNING + 1)))
