"""How far an import has come: a bar on a terminal, a line every few seconds in a log."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

import click
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

LINE_SECONDS = 3.0


class Progress:
    """Says nothing; what the others promise."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        self.end()

    def begin(self, what: str, total: int, unit: str) -> None:
        """A new stage of `total` units; the one before is over."""

    def reach(self, done: int) -> None:
        """So many units of this stage are done."""

    def end(self) -> None:
        """Nothing more will come."""


class LogProgress(Progress):
    """Plain lines, at most one every few seconds."""

    def begin(self, what: str, total: int, unit: str) -> None:
        self._what, self._total, self._unit = what, total, unit
        self._began = self._said = time.monotonic()
        click.echo(f"{what}: {total:,} {unit}")

    def reach(self, done: int) -> None:
        moment = time.monotonic()
        if moment - self._said < LINE_SECONDS or done >= self._total:
            return
        self._said = moment
        rate = done / (moment - self._began)
        left = (self._total - done) / rate if rate else 0
        click.echo(
            f"{self._what}: {done:,} of {self._total:,} {self._unit} ({done / self._total:.0%}), "
            f"{rate:,.0f}/s, {left:.0f} s left"
        )


class BarProgress(Progress):
    """One bar per stage, with rate and remaining time."""

    def __init__(self) -> None:
        columns = (TextColumn("{task.description:<18}"), BarColumn(), TaskProgressColumn(show_speed=False))
        self._bars = Bars(*columns, TextColumn("{task.fields[rate]}"), TimeRemainingColumn(elapsed_when_finished=True))
        self._began = time.monotonic()

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def begin(self, what: str, total: int, unit: str) -> None:
        self._began, self._unit = time.monotonic(), unit
        self._task = self._bars.add_task(what, total=max(total, 1), rate="")

    def reach(self, done: int) -> None:
        seconds = max(time.monotonic() - self._began, 0.001)
        self._bars.update(self._task, completed=done, rate=f"{done / seconds:,.0f} {self._unit}/s")

    def end(self) -> None:
        self._bars.stop()


@contextmanager
def shown() -> Iterator[Progress]:
    """The kind of progress that fits where the output goes."""
    with BarProgress() if sys.stdout.isatty() else LogProgress() as progress:
        yield progress
