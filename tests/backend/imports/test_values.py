"""Single values: what such files write, and what we make of it. No database."""

import pytest

from backend.imports.categories import TagCloud, meaning_of
from backend.imports.languages import language_of
from backend.imports.report import harmless
from backend.imports.series import split_series
from backend.imports.tag_table import LEAVES
from backend.imports.values import people, whole_number, year


@pytest.mark.parametrize(
    ("code", "tag"),
    [
        ("eng", "en"),
        ("en-US", "en"),
        ("en-GB", "en"),
        ("en_CA", "en"),
        ("fre", "fr"),
        ("fra", "fr"),
        ("spa", "es"),
        ("ger", "de"),
        ("ara", "ar"),
        ("per", "fa"),
        ("jpn", "ja"),
        ("ind", "id"),
        ("nor", "no"),
        ("rum", "ro"),
        ("vie", "vi"),
        ("fil", "fil"),
        ("nl", "nl"),
        ("zh-TW", "zh"),
        ("ZHO", "zh"),
        ("mul", None),
        ("", None),
        ("xx", None),
        ("english", None),
    ],
)
def test_language_codes_become_primary_tags(code: str, tag: str | None) -> None:
    assert language_of(code) == tag


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("007", 7), ("0", None), ("-1", None), ("1.0", None), ("1_0", None), ("٣", None), ("9" * 30, None)],
)
def test_ids_are_plain_positive_numbers(text: str, number: int | None) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2008.0", 2008), ("2008", 2008), ("-720.0", -720), ("1999.5", None), ("nan", None), ("MCM", None), ("", None)],
)
def test_years_may_be_written_as_floats(text: str, expected: int | None) -> None:
    assert year(text) == expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("J.K. Rowling, Mary   GrandPré", ["J.K. Rowling", "Mary GrandPré"]),
        ("William Strunk, Jr., E.B. White", ["William Strunk, Jr.", "E.B. White"]),
        ("Bill Martin Jr., Eric Carle", ["Bill Martin Jr.", "Eric Carle"]),
        ("Anonymous, Anonymous", ["Anonymous"]),
        (" , ,", []),
    ],
)
def test_people_are_split_at_commas(text: str, names: list[str]) -> None:
    assert people(text) == names


def _leaves(**tags: int) -> list[str]:
    cloud = TagCloud()
    for tag, readers in tags.items():
        cloud.add(meaning_of(tag.replace("_", "-")), readers)
    return cloud.leaves()


def test_a_book_stands_where_most_tags_point_and_perhaps_in_a_second_place() -> None:
    assert _leaves(ya=1, young_adult=1, fantasy=1, fiction=1) == ["young-adult", "fantasy"]
    assert _leaves(mystery_thriller_suspense=1, crime=1, fiction=1) == ["crime-mystery"]


def test_more_readers_weigh_more() -> None:
    assert _leaves(fantasy=4000, horror=30)[0] == "fantasy"
    assert _leaves(fantasy=30, horror=4000)[0] == "dystopia-horror"


def test_a_novel_about_a_war_is_no_history_book() -> None:
    assert _leaves(history=1, war=1, historical_fiction=1, fiction=1, romance=1)[0] == "contemporary-fiction"
    assert _leaves(history=1, world_history=1, non_fiction=1, nonfiction=1) == ["world-history"]


def test_plain_fiction_has_a_default_and_silence_has_none() -> None:
    assert _leaves(fiction=1) == ["contemporary-fiction"]
    assert _leaves(to_read=1, nonfiction=1) == []
    assert _leaves(fiction=1, nonfiction=1, non_fiction=1) == []


def test_every_leaf_of_the_table_is_one_of_the_tree() -> None:
    import json

    from backend.catalog.service.categories import _CATEGORIES

    tree = {leaf["slug"] for top in json.loads(_CATEGORIES.read_text()) for leaf in top["children"]}
    assert set(LEAVES) == tree
    phrases = [phrase for phrases in LEAVES.values() for phrase in phrases]
    assert sorted(phrases) == sorted(set(phrases))


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1"])
def test_no_cell_of_a_report_is_a_formula(cell: str) -> None:
    assert harmless(cell) == "'" + cell


def test_an_ordinary_cell_is_left_alone() -> None:
    assert harmless("9.78e+12") == "9.78e+12"


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("The Hunger Games (The Hunger Games, #1)", ("The Hunger Games", "The Hunger Games", 1.0)),
        ("Angels & Demons  (Robert Langdon, #1)", ("Angels & Demons", "Robert Langdon", 1.0)),
        ("Mort (Death, #1; Discworld, #4)", ("Mort", "Death", 1.0)),
        ("Pandemonium (Delirium, #1.5)", ("Pandemonium", "Delirium", 1.5)),
        ("His Dark Materials (His Dark Materials #1-3)", ("His Dark Materials", "His Dark Materials", None)),
        (
            "A Storm of Swords (A Song of Ice and Fire, #3: Part 2 of 2)",
            ("A Storm of Swords", "A Song of Ice and Fire", None),
        ),
        ("Ranma ½, Vol. 1 (Ranma ½ (US 2nd), #1)", ("Ranma ½, Vol. 1 (Ranma ½ (US 2nd), #1)", None, None)),
        ("You're Never Weird on the Internet (Almost)", ("You're Never Weird on the Internet (Almost)", None, None)),
        ("(Series, #1)", ("(Series, #1)", None, None)),
        ("Odd (Thomas, #)", ("Odd", "Thomas", None)),
    ],
)
def test_a_series_behind_a_title_is_taken_out_of_it(title: str, parts: tuple[str, str | None, float | None]) -> None:
    assert split_series(title) == parts
