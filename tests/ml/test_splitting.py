from collections import Counter
from datetime import datetime, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ml.config import SplitConfig
from ml.data.interactions import Interactions
from ml.data.splitting import Split, split_by_time
from tests.ml.libraries import START, Row, interactions_from

CONFIG = SplitConfig()


def pairs(interactions: Interactions) -> set[tuple[int, int]]:
    return set(zip(interactions.reader.tolist(), interactions.book.tolist(), strict=True))


def held(split: Split) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    return (
        list(zip(split.validation.reader.tolist(), split.validation.book.tolist(), strict=True)),
        list(zip(split.test.reader.tolist(), split.test.book.tolist(), strict=True)),
    )


moments = st.none() | st.integers(0, 5).map(lambda day: START + timedelta(days=day))
events = st.tuples(st.integers(1, 6), st.integers(1, 9), st.integers(1, 5), moments, st.none() | st.integers(0, 9))


@settings(max_examples=200, deadline=None)
@given(st.lists(events, min_size=1, max_size=60, unique_by=lambda row: row[:2]), st.integers(0, 3))
def test_what_is_held_out_never_trains_and_nothing_is_lost(rows: list[Row], seed: int) -> None:
    interactions = interactions_from(rows)
    split = split_by_time(interactions, CONFIG, seed)
    validation, test = held(split)
    train = pairs(split.train)
    assert not train & set(validation)
    assert not pairs(split.before_test) & set(test)
    assert train | set(validation) | set(test) == pairs(interactions)
    assert len(train) + len(validation) + len(test) == len(interactions)
    assert pairs(split.before_test) == train | set(validation)


@settings(max_examples=100, deadline=None)
@given(st.lists(events, min_size=1, max_size=60, unique_by=lambda row: row[:2]))
def test_no_reader_without_an_order_is_a_test_reader_where_others_have_one(rows: list[Row]) -> None:
    interactions = interactions_from(rows)
    split = split_by_time(interactions, CONFIG, seed=1)
    if split.by_time:
        assert interactions.ordered[split.test.reader].all()
    assert max(Counter(split.test.reader.tolist()).values(), default=1) == 1


def test_the_last_event_is_the_test_and_the_one_before_it_the_validation() -> None:
    rows: list[Row] = [
        (1, book, 4, START + timedelta(days=day), None) for book, day in ((5, 3), (6, 1), (7, 9), (8, 2))
    ]
    split = split_by_time(interactions_from(rows), CONFIG, seed=1)
    assert split.train.books.ids[split.test.book].tolist() == [7]
    assert split.train.books.ids[split.validation.book].tolist() == [5]


def test_events_of_one_moment_are_ordered_by_sequence_and_then_by_row() -> None:
    rows: list[Row] = [(1, 5, 4, START, 2), (1, 6, 4, START, 1), (1, 7, 4, START, 1), (1, 8, 4, None, 50)]
    interactions = interactions_from(rows)
    assert interactions.books.ids[interactions.book].tolist() == [8, 6, 7, 5]


def test_a_sequence_without_dates_is_an_order_too() -> None:
    rows: list[Row] = [(1, 10 + place, 3, None, 5 - place) for place in range(5)]
    split = split_by_time(interactions_from(rows), CONFIG, seed=1)
    assert split.by_time
    assert split.train.books.ids[split.test.book].tolist() == [10]


def test_the_last_event_is_held_out_whatever_its_stars() -> None:
    rows: list[Row] = [
        (1, 5, 5, START, None),
        (1, 6, 5, START + timedelta(1), None),
        (1, 7, 1, START + timedelta(2), None),
    ]
    assert split_by_time(interactions_from(rows), CONFIG, seed=1).test.stars.tolist() == [1]


def test_a_reader_with_two_events_keeps_both() -> None:
    rows: list[Row] = [(1, 5, 5, START, None), (1, 6, 5, START + timedelta(1), None)]
    assert len(split_by_time(interactions_from(rows), CONFIG, seed=1).test) == 0


def test_when_nobodys_order_is_known_random_events_of_a_sample_are_held_out() -> None:
    rows: list[Row] = [(reader, book, 4, None, None) for reader in range(50) for book in range(8)]
    interactions = interactions_from(rows)
    split = split_by_time(interactions, CONFIG, seed=1)
    assert not split.by_time
    assert len(split.test) == len(split.validation) == 10
    again, other = split_by_time(interactions, CONFIG, seed=1), split_by_time(interactions, CONFIG, seed=2)
    assert held(again) == held(split)
    assert held(other) != held(split)


def test_too_many_test_readers_are_sampled() -> None:
    rows: list[Row] = [(r, b, 4, datetime(2026, 1, 1 + b), None) for r in range(30) for b in range(4)]
    split = split_by_time(interactions_from(rows), SplitConfig(test_readers_at_most=7), seed=1)
    assert len(split.test) == 7
    assert len(np.unique(split.test.reader)) == 7
