"""Whatever readers, staff, jobs and the clock do: no copy is lent twice, nobody is forgotten, the log tells it all."""

from typing import Any

from tests import lending_machine
from tests.lending import make_desk, set_policy

# With both databases a hundred; `python -m tests.bench.circulation` runs two thousand.
SEQUENCES, STEPS = 50, 8


def test_what_must_be_true_is_true_after_every_step(library: Any) -> None:
    set_policy(max_loans=2, max_holds=2, self_issue=True, noshow_block_days=3, block_fine_cents=600)
    desk = make_desk(lending_machine.READERS, lending_machine.COPIES)
    lending_machine.run(desk, SEQUENCES, STEPS, same_each_time=True)
