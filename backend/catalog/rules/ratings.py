"""Which of five bars stars are counted in, the score that ranks by rating, and the mean that is shown."""

from collections.abc import Iterable, Sequence

# A book without ratings is thought average; ten more opinions weigh as much as that prior.
PRIOR_MEAN, PRIOR_WEIGHT = 3.5, 10


def bar_of(stars: float) -> int:
    """The bar, 1 to 5, that stars are counted in: half a star is rounded up."""
    return int(stars + 0.5)


def is_half(stars: float) -> bool:
    return stars != int(stars)


def bars_of(given: Iterable[tuple[float, int]]) -> tuple[list[int], int]:
    """(stars, how many readers gave them) as the counts of one to five, and how many of all are halves."""
    bars, halves = [0] * 5, 0
    for stars, number in given:
        bars[bar_of(stars) - 1] += number
        halves += number * is_half(stars)
    return bars, halves


def rating_score(bars: Sequence[int], halves: int = 0) -> float:
    """Bayesian mean of the counts of one to five stars: few ratings stay near the prior."""
    return (_total(bars, halves) + PRIOR_MEAN * PRIOR_WEIGHT) / (sum(bars) + PRIOR_WEIGHT)


def rating_mean(bars: Sequence[int], halves: int = 0) -> float | None:
    """Plain mean of the counts of one to five stars, to two places; None without ratings."""
    count = sum(bars)
    if not count:
        return None
    return round(_total(bars, halves) / count, 2)


def _total(bars: Sequence[int], halves: int) -> float:
    """All stars given: each half was counted as half a star more."""
    return sum(value * number for value, number in enumerate(bars, start=1)) - halves / 2
