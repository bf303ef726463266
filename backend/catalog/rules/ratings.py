"""The score that ranks by rating, and the mean that is shown."""

from collections.abc import Sequence

# A book without ratings is thought average; ten more opinions weigh as much as that prior.
PRIOR_MEAN, PRIOR_WEIGHT = 3.5, 10


def rating_score(stars: Sequence[int]) -> float:
    """Bayesian mean of the counts of one to five stars: few ratings stay near the prior."""
    count = sum(stars)
    total = sum(value * number for value, number in enumerate(stars, start=1))
    return (total + PRIOR_MEAN * PRIOR_WEIGHT) / (count + PRIOR_WEIGHT)


def rating_mean(stars: Sequence[int]) -> float | None:
    """Plain mean of the counts of one to five stars, to two places; None without ratings."""
    count = sum(stars)
    if not count:
        return None
    return round(sum(value * number for value, number in enumerate(stars, start=1)) / count, 2)
