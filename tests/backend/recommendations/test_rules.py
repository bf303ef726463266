"""How a list is put together, without a database."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import pytest

from backend.recommendations.rules import AUTHOR_LIMIT, WINDOW, arrange, take_turns


@dataclass(frozen=True)
class Volume:
    book_id: int
    author_ids: frozenset[int] = frozenset()


def volumes(*ids: int, author: int | None = None) -> list[Volume]:
    return [Volume(book_id, frozenset() if author is None else frozenset({author})) for book_id in ids]


def ids_of(found: Iterator[Volume]) -> list[int]:
    return [volume.book_id for volume in found]


def test_after_every_second_own_entry_comes_a_neighbour_and_never_more_than_three_in_ten() -> None:
    own, woven = volumes(*range(1, 31)), volumes(*range(101, 131))
    found = ids_of(islice(arrange(own, woven, []), 30))
    assert found[:10] == [1, 2, 101, 3, 4, 102, 5, 6, 103, 7]
    for start in range(21):
        assert sum(book_id > 100 for book_id in found[start : start + 10]) <= 3


def test_without_own_entries_nothing_is_woven_into_the_rest() -> None:
    assert ids_of(arrange([], volumes(101), volumes(1, 2, 3, 4))) == [1, 2, 3, 4, 101]


def test_no_book_comes_twice_from_wherever_it_comes() -> None:
    found = ids_of(arrange(volumes(1, 2, 3, 1), volumes(2, 4), volumes(3, 4, 5, 1, 5)))
    assert sorted(found) == [1, 2, 3, 4, 5]


def test_an_author_has_two_of_any_ten_places_and_his_other_books_wait() -> None:
    series = volumes(*range(1, 7), author=7)
    found = list(arrange(series, [], volumes(*range(11, 40))))
    assert [volume.book_id for volume in found[:12]] == [1, 2, *range(11, 19), 3, 4]
    for start in range(len(found) - WINDOW + 1):
        assert sum(7 in volume.author_ids for volume in found[start : start + WINDOW]) <= AUTHOR_LIMIT


def test_a_library_of_one_author_ends_after_two_books() -> None:
    assert ids_of(arrange(volumes(1, 2, 3, author=7), [], volumes(4, 5, author=7))) == [1, 2]


@pytest.mark.parametrize("length", range(1, 40))
def test_a_shorter_list_is_the_beginning_of_a_longer_one(length: int) -> None:
    def build() -> Iterator[Volume]:
        own = [Volume(number, frozenset({number % 3})) for number in range(1, 16)]
        woven = [Volume(number, frozenset({number % 2})) for number in range(10, 22)]
        return arrange(own, woven, [Volume(number, frozenset({number % 9})) for number in range(5, 60)])

    assert list(islice(build(), length)) == list(build())[:length]


def test_the_rest_is_not_asked_while_the_own_list_suffices() -> None:
    asked = []

    def rest() -> Iterator[Volume]:
        asked.append("more than was needed")
        yield Volume(4)

    built = arrange(volumes(1, 2, 3), [], rest())
    assert (ids_of(islice(built, 3)), asked) == ([1, 2, 3], [])
    assert (ids_of(built), asked) == ([4], ["more than was needed"])


def test_queues_take_turns_and_a_short_one_drops_out() -> None:
    assert list(take_turns([[1, 2, 3], [], [4]])) == [(0, 1), (2, 4), (0, 2), (0, 3)]
