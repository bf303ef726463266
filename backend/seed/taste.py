"""The taste model: how simulated readers choose books and give stars. Everything is drawn from one fixed seed.

A book has two things nobody sees: a *quality* (normal) and a *popularity* (log-normal, so a few books are read by
many and most by few; quality lifts it a little, and well_known.txt names books that everybody has heard of). It also
has a *tone*: two hidden numbers, close to those of the author's other books, that stand for everything a category does
not say (demanding or light, warm or dark).

A reader has
- a *language mix*: Chinese only, mostly Chinese, both, or mostly English;
- one to three *favourite leaf categories*, the later ones mostly neighbours of the first (see NEIGHBOURS), a smaller
  interest in the rest of their top categories and a little *curiosity* for everything else;
- two favoured *eras* and a liking in *tone*;
- *generosity* with stars, *loyalty* to authors, and an *activity* with a long tail: 8 to 200 ratings, median about 30.

A book's appeal is popularity x language x interest x era x exp(tone in common). The next book is drawn with
probability proportional to appeal among the books the library owned on that day and the reader has not read. Order
matters: four or five stars make the author's other books likelier once (loyalty) and the leaf's books likelier each
time, up to a limit; one or two stars make both less likely. The same work in the other language is hardly read again.

Stars = a base + quality + interest + tone in common + generosity + noise, rounded to 1..5.

The same seed on the same day gives the same library. Each reader, book and part draws from its own stream, so that more
readers or a later kind of event (loans, orders, views) leave these ratings as they are.
"""

import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from backend.seed.books import LANGUAGES
from backend.seed.shelf import ERAS, Shelf, Volume

# Leaf categories whose readers meet; within one top category all leaves are neighbours anyway.
NEIGHBOURS: dict[str, tuple[str, ...]] = {
    "chinese-classics": ("chinese-history", "chinese-thought", "poetry-essays"),
    "modern-chinese-fiction": ("chinese-sf", "chinese-history", "biography-memoir"),
    "world-classics": ("western-philosophy", "poetry-essays"),
    "contemporary-fiction": ("dystopia-horror", "young-adult"),
    "crime-mystery": ("dystopia-horror", "psychology"),
    "poetry-essays": ("nature-earth", "fine-arts"),
    "chinese-sf": ("modern-chinese-fiction", "physics-astronomy"),
    "science-fiction": ("physics-astronomy", "computing-technology"),
    "fantasy": ("young-adult", "religion-myth", "children-fiction"),
    "dystopia-horror": ("crime-mystery", "politics-law"),
    "chinese-history": ("chinese-thought", "chinese-classics"),
    "world-history": ("politics-law", "sociology-anthropology"),
    "biography-memoir": ("economics-business", "music-film"),
    "war-archaeology": ("nature-earth", "religion-myth"),
    "chinese-thought": ("chinese-history", "chinese-classics"),
    "western-philosophy": ("politics-law", "world-classics"),
    "psychology": ("education-life", "life-medicine"),
    "religion-myth": ("fantasy", "sociology-anthropology"),
    "physics-astronomy": ("science-fiction", "mathematics"),
    "life-medicine": ("psychology", "nature-earth"),
    "mathematics": ("computing-technology", "physics-astronomy"),
    "computing-technology": ("economics-business", "mathematics"),
    "nature-earth": ("life-medicine", "picture-books"),
    "fine-arts": ("architecture-photography", "picture-books"),
    "music-film": ("biography-memoir", "contemporary-fiction"),
    "architecture-photography": ("fine-arts", "world-history"),
    "picture-books": ("children-fiction", "education-life"),
    "children-fiction": ("young-adult", "fantasy"),
    "young-adult": ("fantasy", "contemporary-fiction"),
    "economics-business": ("psychology", "politics-law"),
    "sociology-anthropology": ("world-history", "psychology"),
    "politics-law": ("world-history", "western-philosophy"),
    "education-life": ("psychology", "picture-books"),
}

TONE_WEIGHT = 0.7
LEAF_WARMTH, LEAF_WARMTH_TIMES = 1.25, 4
TWIN = 0.04


@dataclass(frozen=True)
class Taste:
    """What one reader likes."""

    languages: dict[str, float]
    leaves: dict[str, float]
    top_interest: float
    curiosity: float
    eras: dict[str, float]
    tone: tuple[float, float]
    generosity: float
    loyalty: float
    activity: int

    def interest(self, volume: Volume, tops: Mapping[str, str]) -> float:
        """From `curiosity` to about one: how near a book's categories are to the favourite ones."""
        own = max(
            self.leaves.get(leaf, 0.0) * (0.6 if place else 1.0) for place, leaf in enumerate(volume.book.categories)
        )
        near = self.top_interest if tops[volume.main] in {tops[leaf] for leaf in self.leaves} else 0.0
        return max(own, near) + self.curiosity

    def tone_in_common(self, volume: Volume) -> float:
        return self.tone[0] * volume.tone[0] + self.tone[1] * volume.tone[1]

    def appeals(self, shelf: Shelf) -> list[float]:
        """The appeal of every volume, in the order of the shelf."""
        interest = {kind: self.interest(volume, shelf.tops) for kind, volume in shelf.kinds.items()}
        reach = {(language, era): self.languages[language] * self.eras[era] for language in LANGUAGES for era in ERAS}
        warm, light = TONE_WEIGHT * self.tone[0], TONE_WEIGHT * self.tone[1]
        return [
            volume.popularity
            * interest[volume.book.categories]
            * reach[volume.book.language, volume.era]
            * math.exp(warm * volume.tone[0] + light * volume.tone[1])
            for volume in shelf.volumes
        ]

    def stars(self, volume: Volume, tops: Mapping[str, str], rng: Random) -> int:
        exact = (
            3.47
            + 0.36 * volume.quality
            + 0.45 * min(1.0, self.interest(volume, tops))
            + 0.35 * self.tone_in_common(volume)
            + self.generosity
            + rng.gauss(0, 0.75)
            # Now and then a book is simply a disappointment.
            - (rng.uniform(1.0, 2.5) if rng.random() < 0.04 else 0.0)
        )
        return min(5, max(1, round(exact)))


def neighbours(leaf: str, tops: Mapping[str, str]) -> list[str]:
    """The leaves a reader of this one may well read too."""
    return sorted({*NEIGHBOURS[leaf], *(other for other, top in tops.items() if top == tops[leaf] and other != leaf)})


def draw_taste(rng: Random, tops: Mapping[str, str], appeal_of_leaves: dict[str, float]) -> Taste:
    """A reader of the library's population."""
    mix = rng.choices(("zh", "mostly zh", "both", "mostly en"), (36, 30, 15, 19))[0]
    leaves, shares = list(appeal_of_leaves), list(appeal_of_leaves.values())
    favourites = {rng.choices(leaves, shares)[0]: 1.0}
    first = next(iter(favourites))
    for share in (0.75, 0.5)[: rng.choices((0, 1, 2), (30, 45, 25))[0]]:
        near = [leaf for leaf in neighbours(first, tops) if leaf in appeal_of_leaves]
        pool = near if near and rng.random() < 0.7 else leaves
        favourites.setdefault(rng.choices(pool, [appeal_of_leaves[leaf] for leaf in pool])[0], share)
    loved = rng.sample(ERAS, 2)
    return Taste(
        languages=LANGUAGE_MIXES[mix],
        leaves=favourites,
        top_interest=rng.uniform(0.06, 0.2),
        curiosity=rng.uniform(0.008, 0.035),
        eras={era: 1.5 if era in loved else 0.8 for era in ERAS},
        tone=(rng.gauss(0, 1), rng.gauss(0, 1)),
        generosity=rng.gauss(0, 0.3),
        loyalty=rng.uniform(1.5, 6.0),
        activity=int(min(200, max(8, rng.lognormvariate(math.log(30), 0.78)))),
    )


LANGUAGE_MIXES: dict[str, dict[str, float]] = {
    "zh": {"zh": 1.0, "en": 0.0},
    "mostly zh": {"zh": 1.0, "en": 0.12},
    "both": {"zh": 1.0, "en": 1.0},
    "mostly en": {"zh": 0.08, "en": 1.0},
}


def draw_index(cumulative: list[float], rng: Random) -> int:
    """A place drawn with the probability its weight has; `cumulative` are the running sums of the weights."""
    return min(bisect_right(cumulative, rng.random() * cumulative[-1]), len(cumulative) - 1)
