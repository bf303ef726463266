"""deploy/SECURITY.md: every requirement has its line, and what a line names as its proof is there."""

import re
from typing import NamedTuple

import pytest

from backend.core.settings import ROOT

PAGE = (ROOT / "deploy" / "SECURITY.md").read_text(encoding="utf-8")
STATES = {"holds", "does not apply", "not yet"}
# OWASP ASVS 5.0.0, by level and section: 1.2 has 1.2.1 to 1.2.5 of level 1.
LEVEL_1 = """
1.2: 1 2 3 4 5 | 1.3: 1 2 | 1.5: 1 | 2.1: 1 | 2.2: 1 2 | 2.3: 1 | 3.2: 1 2 | 3.3: 1 | 3.4: 1 2 | 3.5: 1 2 3 | 4.1: 1
4.4: 1 | 5.2: 1 2 | 5.3: 1 2 | 6.1: 1 | 6.2: 1 2 3 4 5 6 7 8 | 6.3: 1 2 | 6.4: 1 2 | 7.2: 1 2 3 4 | 7.4: 1 2 | 8.1: 1
8.2: 1 2 | 8.3: 1 | 9.1: 1 2 3 | 9.2: 1 | 10.4: 1 2 3 4 5 | 11.3: 1 2 | 11.4: 1 | 12.1: 1 | 12.2: 1 2 | 13.4: 1
14.2: 1 | 14.3: 1 | 15.1: 1 | 15.2: 1 | 15.3: 1
"""
LEVEL_2 = """
1.1: 1 2 | 1.2: 6 7 8 9 | 1.3: 3 4 5 6 7 8 9 10 11 | 1.4: 1 2 3 | 1.5: 2 | 2.1: 2 3 | 2.2: 3 | 2.3: 2 3 4 | 2.4: 1
3.3: 2 3 4 | 3.4: 3 4 5 6 | 3.5: 4 5 | 3.7: 1 2 | 4.1: 2 3 | 4.2: 1 | 4.3: 1 2 | 4.4: 2 3 4 | 5.1: 1 | 5.2: 3
5.4: 1 2 3 | 6.1: 2 3 | 6.2: 9 10 11 12 | 6.3: 3 4 | 6.4: 3 4 | 6.5: 1 2 3 4 5 | 6.6: 1 2 3 | 6.8: 1 2 3 4
7.1: 1 2 3 | 7.3: 1 2 | 7.4: 3 4 5 | 7.5: 1 2 | 7.6: 1 2 | 8.1: 2 | 8.2: 3 | 8.4: 1 | 9.2: 2 3 4 | 10.1: 1 2
10.2: 1 2 | 10.3: 1 2 3 4 | 10.4: 6 7 8 9 10 11 | 10.5: 1 2 3 4 5 | 10.6: 1 2 | 10.7: 1 2 3 | 11.1: 1 2 | 11.2: 1 2 3
11.3: 3 | 11.4: 2 3 4 | 11.5: 1 | 11.6: 1 | 12.1: 2 3 | 12.3: 1 2 3 4 | 13.1: 1 | 13.2: 1 2 3 4 5 | 13.3: 1 2
13.4: 2 3 4 5 | 14.1: 1 2 | 14.2: 2 3 4 | 14.3: 2 3 | 15.1: 2 3 | 15.2: 2 3 | 15.3: 2 3 4 5 6 7 | 16.1: 1
16.2: 1 2 3 4 5 | 16.3: 1 2 3 4 | 16.4: 1 2 3 | 16.5: 1 2 3 | 17.1: 1 | 17.2: 1 2 3 4 | 17.3: 1 2
"""
NUMBER = re.compile(r"(?<![\d.])\d+\.\d+\.\d+(?![\d.]*\d)")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
FILE = re.compile(r"`((?:backend|deploy|frontend|migrations|ml|tests)/[\w./-]*|[\w-]+\.(?:json|lock|md|toml))(?:`|::)")


class Line(NamedTuple):
    """One requirement."""

    number: str
    level: str
    requirement: str
    state: str
    proof: str


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().removeprefix("|").removesuffix("|").split(" | ")]


def _between(begin: str, end: str = "\n## ") -> str:
    assert PAGE.count(begin) == 1, begin
    return PAGE.partition(begin)[2].partition(end)[0]


def _numbers(listed: str) -> set[str]:
    sections = [part.partition(":") for line in listed.splitlines() for part in line.split("|") if part.strip()]
    return {f"{section.strip()}.{number}" for section, _, numbers in sections for number in numbers.split()}


def _lines() -> list[Line]:
    rows = [row for row in _between("\n## The table\n").splitlines() if re.match(r"\| *\d", row)]
    for row in rows:
        assert len(_cells(row)) == len(Line._fields), row
    return [Line(*_cells(row)) for row in rows]


LINES = _lines()
LEFT_OUT = [text for text in _between("\n## The table\n").split("\n\n") if "evel 2 left out" in text]


def test_every_requirement_of_the_first_level_has_a_line_and_those_of_the_second_a_line_or_a_reason() -> None:
    first, second = _numbers(LEVEL_1), _numbers(LEVEL_2)
    assert (len(first), len(second), first & second) == (70, 183, set()), "as many as the standard has"
    numbers = [line.number for line in LINES]
    assert len(numbers) == len(set(numbers))
    left_out = [number for text in LEFT_OUT for number in NUMBER.findall(text.partition("left out")[2])]
    left_out = [number for number in left_out if number in second and number not in numbers]
    assert {line.number for line in LINES if line.level == "1"} == first
    assert {line.number for line in LINES if line.level == "2"} | set(left_out) == second
    assert len(LINES) + len(left_out) == len(first | second)


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.number)
def test_each_line_has_a_state_and_names_what_is_there(line: Line) -> None:
    assert all(line), "no cell is empty"
    assert line.state in STATES
    tests, files = TEST.findall(line.proof), FILE.findall(line.proof)
    assert line.proof.count("::") == len(tests), "a test is named as `tests/…/test_file.py::test_name`"
    for file in files:
        assert (ROOT / file).exists(), file
    for file, name in tests:
        assert name.startswith("test_")
        assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), f"{file}::{name}"
    if line.state == "holds":
        assert tests or files, "what holds is proven by a test, a setting or a file"


def test_a_line_stands_in_its_chapter_in_order() -> None:
    chapters = re.split(r"\n### V", _between("\n## The table\n"))[1:]
    assert [int(chapter.split(" ")[0]) for chapter in chapters] == list(range(1, 18))
    for chapter in chapters:
        found = [row.split("|")[1].strip() for row in chapter.splitlines() if re.match(r"\| *\d", row)]
        assert {number.partition(".")[0] for number in found} <= {chapter.split(" ")[0]}
        assert found == sorted(found, key=lambda number: [int(part) for part in number.split(".")])


def test_no_row_of_any_table_has_an_empty_cell() -> None:
    rows = [row for row in PAGE.splitlines() if row.startswith("|")]
    assert len(rows) > len(LINES)
    assert [row for row in rows if not row.endswith("|") or not all(_cells(row))] == []


def test_what_is_still_to_be_proven_is_said_to_hold_or_to_be_missing() -> None:
    states = {line.number: line.state for line in LINES}
    rows = [row for row in _between("\n## Not proven yet\n").splitlines() if re.match(r"\| *\d", row)]
    assert rows
    for row in rows:
        for number in NUMBER.findall(row.split("|")[1]):
            assert states[number] != "does not apply", number
