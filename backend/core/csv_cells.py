"""Cells that a spreadsheet shows instead of calculating: the apostrophe before `=`, `+`, `-`, `@` is no text."""

import re

_FORMULA = re.compile(r"'*[=+\-@\t]")


def guarded(cell: str) -> str:
    """The text as a spreadsheet shows it, never as a formula."""
    return "'" + cell if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
