"""Running a command as a person would, with its seconds and its peak memory."""

import os
import subprocess
import time
from dataclasses import dataclass

from backend.core.settings import ROOT


@dataclass(frozen=True)
class Done:
    seconds: float
    peak_mb: float
    said: str


def timed(command: list[str], environment: dict[str, str]) -> Done:
    """Run to the end. Raises RuntimeError with what was said when the status is not 0."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    said = process.stdout.read()
    # The kernel's own account of this one process; Linux counts in KiB.
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{said[-3000:]}")
    return Done(time.perf_counter() - started, usage.ru_maxrss / 1024, said)
