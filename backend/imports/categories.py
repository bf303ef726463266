"""From readers' tags to the leaves of our category tree."""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from backend.imports.tag_table import (
    FACTS,
    LEAVES,
    LEAVES_OF_BOTH,
    LEAVES_OF_FACTS,
    PLAIN_FICTION,
    SAY_NOTHING,
    STORIES,
)

# What a leaf of the wrong kind still counts: history in a novel, a novel's shelf for a cookery book.
FACTS_IN_A_STORY, STORY_IN_FACTS = 0.25, 0.1
# A second leaf is given when it has at least this share of the first one's weight.
SECOND = 0.5
# Less than this is a whim of one reader.
LEAST = 1.0

_SIGNS: dict[str, tuple[str, float]] = {
    phrase: (leaf, weight) for leaf, phrases in LEAVES.items() for phrase, weight in phrases.items()
}
_LONGEST = max(len(phrase.split()) for phrase in (*_SIGNS, *SAY_NOTHING))


@dataclass(frozen=True)
class Meaning:
    """What one tag says: weights of leaves, and whether it speaks of facts or of a story."""

    leaves: tuple[tuple[str, float], ...]
    facts: bool
    story: bool

    @property
    def silent(self) -> bool:
        return not (self.leaves or self.facts or self.story)


@lru_cache(maxsize=50_000)
def meaning_of(tag: str) -> Meaning:
    """Read a tag such as `fantasy-sci-fi`; a tag that names several leaves counts for each in part."""
    words = [word for word in tag.lower().replace("_", "-").replace(" ", "-").replace("'", "-").split("-") if word]
    facts = _says(words, FACTS)
    story = not _says(words, ("non fiction", "nonfiction")) and _says(words, STORIES)
    weights: dict[str, float] = {}
    place = 0
    while place < len(words):
        for length in range(min(_LONGEST, len(words) - place), 0, -1):
            phrase = " ".join(words[place : place + length])
            if phrase in _SIGNS or phrase in SAY_NOTHING:
                if phrase in _SIGNS:
                    leaf, weight = _SIGNS[phrase]
                    weights[leaf] = max(weight, weights.get(leaf, 0))
                place += length
                break
        else:
            place += 1
    return Meaning(tuple((leaf, weight / len(weights)) for leaf, weight in weights.items()), facts, story)


def _says(words: list[str], phrases: tuple[str, ...]) -> bool:
    text = f" {' '.join(words)} "
    return any(f" {phrase} " in text for phrase in phrases)


class TagCloud:
    """All that readers said about one book."""

    __slots__ = ("_facts", "_stories", "_weights")

    def __init__(self) -> None:
        self._weights: defaultdict[str, float] = defaultdict(float)
        self._facts = self._stories = 0.0

    def add(self, meaning: Meaning, readers: int = 1) -> None:
        """A tag, and how many readers gave it; the thousandth reader says less than the first."""
        strength = readers**0.5
        for leaf, weight in meaning.leaves:
            self._weights[leaf] += weight * strength
        self._facts += strength * meaning.facts
        self._stories += strength * meaning.story

    def leaves(self) -> list[str]:
        """The best leaf, and perhaps a second; empty when the tags say nothing."""
        weights = {leaf: weight * self._trust(leaf) for leaf, weight in self._weights.items()}
        ranked = sorted(weights, key=lambda leaf: (-weights[leaf], leaf))
        if not ranked or weights[ranked[0]] < LEAST:
            return [PLAIN_FICTION] if self._stories > self._facts else []
        return [ranked[0], *(leaf for leaf in ranked[1:2] if weights[leaf] >= SECOND * weights[ranked[0]])]

    def _trust(self, leaf: str) -> float:
        if leaf in LEAVES_OF_BOTH:
            return 1.0
        if leaf in LEAVES_OF_FACTS:
            return FACTS_IN_A_STORY if self._facts < self._stories else 1.0
        return STORY_IN_FACTS if self._facts > self._stories else 1.0
