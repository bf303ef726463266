"""Progress for people: a bar with rate and remaining time on a terminal, plain lines in a log."""

import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm import tqdm

log = logging.getLogger(__name__)

SECONDS_BETWEEN_LINES = 10.0


# Whoever wants to know how far the job is, beside the person at the terminal: step, label, units done, units in all.
Watcher = Callable[[str, str, int, int], None]
_watchers: list[Watcher] = []
_step = [""]


@contextmanager
def watched_by(watcher: Watcher) -> Iterator[None]:
    """Inside, the watcher is told of every step and of every unit that a Progress counts; it must be quick."""
    _watchers.append(watcher)
    try:
        yield
    finally:
        _watchers.remove(watcher)


def begin_step(name: str) -> None:
    """The job goes on with this part of the story."""
    _step[0] = name
    _tell("", 0, 0)


def _tell(label: str, done: int, total: int) -> None:
    for watcher in _watchers:
        watcher(_step[0], label, done, total)


class Progress:
    """Called with a label, the units done and the units in all; a new label begins a new bar."""

    def __init__(self, terminal: bool | None = None) -> None:
        self.terminal = sys.stderr.isatty() if terminal is None else terminal
        self._label = ""
        self._bar: tqdm[None] | None = None
        self._began = 0.0
        self._last_line = 0.0

    def __call__(self, label: str, done: int, total: int) -> None:
        _tell(label, done, total)
        if label != self._label:
            self._begin(label, total)
        if self._bar is not None:
            self._bar.update(done - self._bar.n)
        else:
            self._line(label, done, total)
        if done >= total:
            self._end()

    def _begin(self, label: str, total: int) -> None:
        self._end()
        self._label = label
        self._began = self._last_line = time.monotonic()
        if self.terminal:
            self._bar = tqdm(total=total, desc=label, file=sys.stderr, leave=False)

    def _line(self, label: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._last_line < SECONDS_BETWEEN_LINES or not done:
            return
        self._last_line = now
        rate = done / (now - self._began)
        log.info("%s: %s of %s, %.0f/s, %.0f s left", label, f"{done:,}", f"{total:,}", rate, (total - done) / rate)

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.close()
        self._bar = None
        self._label = ""
