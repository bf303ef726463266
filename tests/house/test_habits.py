"""Habits of the house that no import can show, kept by walking the syntax tree."""

import ast
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from backend.core.settings import ROOT

SOURCES = sorted(path for room in ("backend", "ml") for path in (ROOT / room).rglob("*.py"))
# The edge of a request, the command line, and bulk work that holds its own transactions.
MAY_COMMIT = ("backend/core/api.py", "backend/cli/", "backend/imports/writing.py")
MAY_ASK_THE_TIME = ("backend/core/clock.py",)
LONGEST = 300


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _places(wrong: Callable[[Path], Iterable[int]], without: tuple[str, ...] = ()) -> list[str]:
    """file:line of all that is wrong in the sources."""
    return [f"{_name(path)}:{line}" for path in SOURCES if not _name(path).startswith(without) for line in wrong(path)]


@cache
def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines()


@cache
def _nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text())))


def _calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in _nodes(path):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr, node


def test_nobody_commits_but_the_edge() -> None:
    def commits(path: Path) -> list[int]:
        return [call.lineno for name, call in _calls(path) if name == "commit" and not call.args]

    assert _places(commits, without=(*MAY_COMMIT, "ml/")) == []
    assert _places(commits), "nobody commits at all?"


def test_there_is_one_clock() -> None:
    def asked(path: Path) -> list[int]:
        asking = [call for name, call in _calls(path) if name in ("utcnow", "today") or _is_datetime_now(name, call)]
        return [call.lineno for call in asking if "clock." not in _lines(path)[call.lineno - 1]]

    assert _places(asked, without=(*MAY_ASK_THE_TIME, "ml/")) == []
    assert _places(asked), "nobody asks the time at all?"


def _is_datetime_now(name: str, call: ast.Call) -> bool:
    assert isinstance(call.func, ast.Attribute)
    return name == "now" and isinstance(call.func.value, ast.Name) and call.func.value.id == "datetime"


def test_no_relationship_appears_from_the_other_side() -> None:
    def back(path: Path) -> list[int]:
        calls = [node for node in _nodes(path) if isinstance(node, ast.Call)]
        return [call.lineno for call in calls if any(word.arg == "backref" for word in call.keywords)]

    assert _places(back) == []


def test_each_flush_of_a_session_gives_its_reason() -> None:
    def unexplained(path: Path) -> list[int]:
        flushes = [call for name, call in _calls(path) if name == "flush" and _is_of_a_session(call)]
        return [call.lineno for call in flushes if "#" not in _lines(path)[call.lineno - 1]]

    assert _places(unexplained) == []


def _is_of_a_session(call: ast.Call) -> bool:
    assert isinstance(call.func, ast.Attribute)
    return ast.unparse(call.func.value).endswith("session")


def test_a_file_stays_short_enough_to_read() -> None:
    assert [_name(path) for path in SOURCES if len(_lines(path)) > LONGEST] == []


def test_catching_everything_needs_a_reason() -> None:
    def unexplained(path: Path) -> list[int]:
        lines = [*_lines(path), ""]
        return [
            number
            for number, line in enumerate(lines, start=1)
            if line.strip().startswith(("except Exception", "except:", "except BaseException"))
            and "#" not in line
            and not lines[number].strip().startswith("#")
        ]

    assert _places(unexplained) == []


def test_no_file_is_called_utils() -> None:
    assert [path for path in SOURCES if path.stem in ("utils", "util", "helpers", "common", "misc")] == []
