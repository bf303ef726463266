"""Who reads here: the simulated readers, and the demonstration reader with a recognisable taste."""

from dataclasses import dataclass
from random import Random

from backend.seed.diary import Calendar, Diary
from backend.seed.names import Names
from backend.seed.shelf import ERAS, Shelf
from backend.seed.taste import LANGUAGE_MIXES, Taste, draw_taste

READERS = 1200

# Science fiction, Chinese novels and history, nearly all in Chinese.
DEMONSTRATION_TASTE = Taste(
    languages=LANGUAGE_MIXES["mostly zh"],
    leaves={
        "chinese-sf": 1.0,
        "science-fiction": 0.9,
        "modern-chinese-fiction": 0.8,
        "chinese-history": 0.7,
    },
    top_interest=0.04,
    curiosity=0.006,
    eras=dict.fromkeys(ERAS, 1.0),
    tone=(0.8, -0.4),
    generosity=0.05,
    loyalty=4.0,
    activity=43,
)


@dataclass(frozen=True)
class SimulatedReader:
    """One reader before the first book; `stream` names the reader's own random numbers."""

    stream: str
    name: str
    display_name: str
    locale: str
    taste: Taste
    diary: Diary


def make_readers(shelf: Shelf, calendar: Calendar, seed: int, count: int = READERS) -> list[SimulatedReader]:
    """Simulated readers, numbered in the order in which they opened their accounts."""
    appeal = _appeal_of_leaves(shelf, seed)
    drawn = []
    for number in range(count):
        rng = Random(f"{seed}:reader:{number}")
        taste = draw_taste(rng, shelf.tops, appeal)
        drawn.append((f"{seed}:walk:{number}", taste, calendar.diary(taste.activity, rng)))
    drawn.sort(key=lambda reader: reader[2].created_at)
    names, rng = Names(), Random(f"{seed}:names")
    readers = []
    for number, (stream, taste, diary) in enumerate(drawn, start=1):
        locale = _locale(taste, rng)
        readers.append(SimulatedReader(stream, f"sim-{number:04}", names.draw(locale, rng), locale, taste, diary))
    return readers


def make_demonstration_reader(calendar: Calendar, seed: int) -> SimulatedReader:
    """The reader of the demonstration account, by the same model."""
    diary = calendar.diary(DEMONSTRATION_TASTE.activity, Random(f"{seed}:reader:demonstration"))
    return SimulatedReader(f"{seed}:walk:demonstration", "reader", "林一", "zh-CN", DEMONSTRATION_TASTE, diary)


def _appeal_of_leaves(shelf: Shelf, seed: int) -> dict[str, float]:
    """How many readers a leaf attracts: the more books it has the more, and some are simply more popular."""
    return {
        leaf: len(indexes) ** 0.7 * Random(f"{seed}:leaf:{leaf}").lognormvariate(0, 0.3)
        for leaf, indexes in sorted(shelf.by_leaf.items())
    }


def _locale(taste: Taste, rng: Random) -> str:
    chinese = taste.languages["zh"] / (taste.languages["zh"] + taste.languages["en"])
    return "zh-CN" if rng.random() < chinese**0.5 else "en"
