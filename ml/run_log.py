"""What the job says while it makes a run, kept for the run's own page."""

import logging
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

# MySQL's TEXT holds 65,535 bytes. The beginning tells what was read and trained, the end how it ended.
FIRST_BYTES = 20_000
LAST_BYTES = 40_000
CUT = "... lines left out ..."
JOB = logging.getLogger("ml")


class RunLog(logging.Handler):
    """The job's lines, at most some 60 kB of them: the first and the last, with a note where others are left out."""

    def __init__(self, before: str = "") -> None:
        """before: what earlier steps of the same run said in their own processes."""
        super().__init__(logging.INFO)
        self.setFormatter(logging.Formatter("%(asctime)s %(message)s", datefmt="%H:%M:%S"))
        self._first: list[str] = []
        self._last: deque[str] = deque()
        self._first_bytes = self._last_bytes = 0
        self._cut = False
        for line in before.splitlines():
            self._add(line)

    def emit(self, record: logging.LogRecord) -> None:
        for line in self.format(record).splitlines():
            self._add(line)

    def text(self) -> str:
        """Everything that was kept; ends without a line break."""
        return "\n".join([*self._first, *([CUT] if self._cut else []), *self._last])

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Collect what the job's loggers say within the block."""
        level = JOB.level
        JOB.addHandler(self)
        # Whatever the terminal is told, the run's page tells it all.
        JOB.setLevel(min(level or logging.INFO, logging.INFO))
        try:
            yield
        finally:
            JOB.setLevel(level)
            JOB.removeHandler(self)

    def _add(self, line: str) -> None:
        line = line.encode()[: FIRST_BYTES // 4].decode(errors="ignore")
        size = len(line.encode()) + 1
        if not self._last and self._first_bytes + size <= FIRST_BYTES:
            self._first.append(line)
            self._first_bytes += size
            return
        self._last.append(line)
        self._last_bytes += size
        while self._last_bytes > LAST_BYTES:
            self._last_bytes -= len(self._last.popleft().encode()) + 1
            self._cut = True
