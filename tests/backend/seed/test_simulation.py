"""The simulated year looks like a library's year, is the same each time, and can be learned from."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from statistics import mean, median

from backend.seed.ratings import SimulatedRating
from backend.seed.readers import READERS
from backend.seed.simulation import Simulation, simulate
from tests.backend.seed.conftest import TODAY, TOPS, ZONE

MIDNIGHT = datetime.combine(TODAY, time(0), ZONE).astimezone(UTC)


def _ratings(year: Simulation) -> list[SimulatedRating]:
    return [rating for ratings in year.walks for rating in ratings]


def test_the_same_seed_and_day_give_the_same_year() -> None:
    first, second = (simulate(TOPS, TODAY, ZONE, readers=60) for _ in range(2))
    assert first.walks == second.walks
    assert first.readers == second.readers
    assert first.shelf.volumes == second.shelf.volumes


def test_another_seed_gives_another_year() -> None:
    assert simulate(TOPS, TODAY, ZONE, readers=5, seed=1).walks != simulate(TOPS, TODAY, ZONE, readers=5, seed=2).walks


def test_more_readers_leave_the_walks_of_the_first_as_they_are() -> None:
    few, many = (simulate(TOPS, TODAY, ZONE, readers=count) for count in (10, 20))
    walks = {reader.stream: ratings for reader, ratings in zip(many.readers, many.walks, strict=True)}
    assert all(walks[reader.stream] == ratings for reader, ratings in zip(few.readers, few.walks, strict=True))


def test_there_are_enough_readers_and_ratings(year: Simulation) -> None:
    assert len(year.readers) == READERS + 1
    assert 43_000 <= len(_ratings(year)) <= 55_000


def test_activity_has_a_long_tail(year: Simulation) -> None:
    counts = [len(ratings) for ratings in year.walks]
    assert min(counts) >= 8
    assert 25 <= median(counts) <= 36
    assert 150 <= max(counts) <= 200


def test_popularity_has_a_long_tail(year: Simulation) -> None:
    counts = sorted(Counter(rating.volume for rating in _ratings(year)).values(), reverse=True)
    tenth = len(year.shelf.volumes) // 10
    assert sum(counts[:tenth]) / sum(counts) >= 0.25
    assert median(counts) < mean(counts)


def test_stars_are_spread_like_those_of_a_real_site(year: Simulation) -> None:
    stars = Counter(rating.stars for rating in _ratings(year))
    shares = {value: stars[value] / stars.total() for value in range(1, 6)}
    assert 3.8 <= sum(value * share for value, share in shares.items()) <= 4.0
    assert shares[1] >= 0.01
    assert shares[1] < shares[2] < shares[3]
    assert max(shares.values()) < 0.45


def test_nobody_rates_a_book_twice(year: Simulation) -> None:
    assert all(len({rating.volume for rating in ratings}) == len(ratings) for ratings in year.walks)


def test_ratings_lie_in_the_last_twelve_months_and_none_in_the_future(year: Simulation) -> None:
    moments = [rating.at for rating in _ratings(year)]
    assert MIDNIGHT - timedelta(days=365) <= min(moments)
    assert max(moments) < MIDNIGHT


def test_the_last_week_is_alive(year: Simulation) -> None:
    assert sum(rating.at >= MIDNIGHT - timedelta(days=7) for rating in _ratings(year)) >= 300


def test_the_second_half_of_the_year_is_busier(year: Simulation) -> None:
    half = MIDNIGHT - timedelta(days=182)
    late = sum(rating.at >= half for rating in _ratings(year))
    assert late > 1.2 * (len(_ratings(year)) - late)


def test_people_rate_in_the_evening_and_at_weekends(year: Simulation) -> None:
    local = [rating.at.astimezone(ZONE) for rating in _ratings(year)]
    evening = sum(18 <= moment.hour <= 23 for moment in local)
    weekend = sum(moment.weekday() >= 5 for moment in local)
    assert evening / len(local) > 0.4
    assert weekend / len(local) > 0.33


def test_a_reader_goes_forward_in_time_from_the_day_of_joining(year: Simulation) -> None:
    for reader, ratings in zip(year.readers, year.walks, strict=True):
        moments = [reader.diary.created_at, *(rating.at for rating in ratings)]
        assert all(before < after for before, after in pairwise(moments))


def test_a_book_is_rated_only_once_the_library_has_it(year: Simulation) -> None:
    volumes = year.shelf.volumes
    assert all(volumes[rating.volume].added_on <= rating.at.astimezone(ZONE).date() for rating in _ratings(year))


def test_about_thirty_books_are_new_and_the_rest_spread_over_three_years(year: Simulation) -> None:
    ages = [(TODAY - day).days for day in year.shelf.days]
    assert 25 <= sum(age < 30 for age in ages) <= 35
    assert min(ages) >= 0
    assert 1000 <= max(ages) < 3 * 365


def test_display_names_are_not_repeated_and_fit_the_column(year: Simulation) -> None:
    names = [reader.display_name for reader in year.readers]
    assert len(set(names)) == len(names)
    assert max(map(len, names)) <= 64


def test_the_demonstration_reader_has_a_recognisable_taste(year: Simulation) -> None:
    reader, ratings = year.readers[-1], year.walks[-1]
    mains = Counter(year.shelf.volumes[rating.volume].main for rating in ratings)
    assert reader.name == "reader"
    assert len(ratings) == 43
    assert sum(mains[leaf] for leaf in reader.taste.leaves) / len(ratings) >= 0.7


def test_neighbours_in_other_readers_histories_foretell_more_than_popularity(year: Simulation) -> None:
    popularity, co_occurrence = _last_event_hits(year)
    assert co_occurrence >= 2 * popularity > 0


def _last_event_hits(year: Simulation) -> tuple[float, float]:
    """HR@10 over all unread books for every third reader's last rating, by popularity and by cosine co-occurrence."""
    histories = [[rating.volume for rating in ratings[:-1]] for ratings in year.walks]
    popular = Counter(volume for history in histories for volume in history)
    together: dict[int, Counter[int]] = defaultdict(Counter)
    for history in histories:
        for volume in history:
            together[volume].update(history)
    by_popularity = by_neighbours = 0
    sample = list(zip(histories, year.walks, strict=True))[::3]
    for history, ratings in sample:
        near: dict[int, float] = defaultdict(float)
        for volume in history:
            for other, count in together[volume].items():
                near[other] += count * count / (count + 5) / math.sqrt(popular[volume] * popular[other])
        by_popularity += ratings[-1].volume in _best_unread(popular, history)
        by_neighbours += ratings[-1].volume in _best_unread(near, history)
    return by_popularity / len(sample), by_neighbours / len(sample)


def _best_unread(scores: Mapping[int, float], history: list[int]) -> list[int]:
    return sorted(set(scores) - set(history), key=lambda volume: -scores[volume])[:10]
