"""Lines for Python's csv reader: a quotation mark that is never closed swallows the rows after it."""

from collections import deque
from collections.abc import Iterator
from typing import Self


class GivenBack:
    """The lines of a text; those that a broken row has swallowed can be given back."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines, self._back = lines, deque[str]()
        self.taken: list[str] = []

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        text = self._back.popleft() if self._back else next(self._lines)
        self.taken.append(text)
        return text

    def give_back_all_but_one(self) -> None:
        self._back.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]
