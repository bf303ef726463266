"""Sheets of labels, and what is on a label."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sheet:
    """Measures in millimetres; a roll has one label a page."""

    page: tuple[float, float]
    columns: int
    rows: int
    label: tuple[float, float]
    margin: tuple[float, float]

    @property
    def places(self) -> int:
        return self.columns * self.rows

    def corner(self, place: int) -> tuple[float, float]:
        """The upper left corner of a label, from 0, along the rows."""
        row, column = divmod(place, self.columns)
        return self.margin[0] + column * self.label[0], self.margin[1] + row * self.label[1]


# Labels without gaps, as they are sold for laser printers: 24 of 70 x 37 mm, 40 of 52.5 x 29.7 mm.
SHEETS = {
    "a4-3x8": Sheet((210, 297), 3, 8, (70, 37), (0, 0.5)),
    "a4-4x10": Sheet((210, 297), 4, 10, (52.5, 29.7), (0, 0)),
    "roll-50x25": Sheet((50, 25), 1, 1, (50, 25), (0, 0)),
}


@dataclass(frozen=True)
class Label:
    """What is on it."""

    barcode: str
    shelf_mark: str | None
    title: str
