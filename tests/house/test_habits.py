"""Habits of the house that no import can show, kept by walking the syntax tree."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from backend.core.settings import ROOT

SOURCES = sorted(path for room in ("backend", "ml") for path in (ROOT / room).rglob("*.py"))
# The edge of a request, the command line, and bulk work that holds its own transactions.
MAY_COMMIT = ("backend/core/api.py", "backend/cli/", "backend/imports/writing.py")
MAY_ASK_THE_TIME = ("backend/core/clock.py",)
LONGEST = 300


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def _nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text())))


def _calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in _nodes(path):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr, node


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_nobody_commits_but_the_edge(path: Path) -> None:
    if _name(path).startswith(MAY_COMMIT) or _name(path).startswith("ml/"):
        return
    assert [call.lineno for name, call in _calls(path) if name == "commit" and not call.args] == []


@pytest.mark.parametrize("path", [path for path in SOURCES if _name(path).startswith("backend/")], ids=_name)
def test_there_is_one_clock(path: Path) -> None:
    if _name(path) in MAY_ASK_THE_TIME:
        return
    asked = [call.lineno for name, call in _calls(path) if name in ("utcnow", "today") or _is_datetime_now(name, call)]
    own = {"backend.core.clock"}
    assert [line for line in asked if "clock." not in path.read_text().splitlines()[line - 1]] == [], own


def _is_datetime_now(name: str, call: ast.Call) -> bool:
    assert isinstance(call.func, ast.Attribute)
    return name == "now" and isinstance(call.func.value, ast.Name) and call.func.value.id == "datetime"


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_no_relationship_appears_from_the_other_side(path: Path) -> None:
    keywords = [word.arg for node in _nodes(path) if isinstance(node, ast.Call) for word in node.keywords]
    assert "backref" not in keywords


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_each_flush_of_a_session_gives_its_reason(path: Path) -> None:
    lines = path.read_text().splitlines()
    for name, call in _calls(path):
        assert isinstance(call.func, ast.Attribute)
        if name == "flush" and ast.unparse(call.func.value).endswith("session"):
            assert "#" in lines[call.lineno - 1], f"{_name(path)}:{call.lineno}"


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_a_file_stays_short_enough_to_read(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_catching_everything_needs_a_reason(path: Path) -> None:
    lines = path.read_text().splitlines()
    for number, line in enumerate(lines):
        if line.strip().startswith(("except Exception", "except:", "except BaseException")):
            assert "#" in line or lines[number + 1].strip().startswith("#"), f"{_name(path)}:{number + 1}"


def test_no_file_is_called_utils() -> None:
    assert [path for path in SOURCES if path.stem in ("utils", "util", "helpers", "common", "misc")] == []
