"""One table of figures."""

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A measurement with what it is compared with; `holds` is None where the peer is only for scale."""

    what: str
    value: str
    beside: str = ""
    holds: bool | None = None


def show(figures: list[Figure]) -> str:
    """The table as text; columns line up for Chinese too."""
    marks = {True: "holds", False: "MISSED", None: ""}
    rows = [("figure", "measured", "beside", ""), *((f.what, f.value, f.beside, marks[f.holds]) for f in figures)]
    widths = [max(_width(row[column]) for row in rows) for column in range(4)]
    lines = [
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)) for row in rows
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
