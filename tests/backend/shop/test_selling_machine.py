"""Whatever readers, staff, the bank, jobs and the clock do: pieces, money and orders add up after every step."""

from typing import Any

from backend.core.database import db
from tests import selling_machine
from tests.backend.shop.counter import HERE, make_address, make_counter

# With both databases fifty; `python -m tests.bench.shop` runs two thousand.
SEQUENCES, STEPS = 25, 12


def test_what_must_be_true_of_the_shop_is_true_after_every_step(library: Any) -> None:
    counter = make_counter(selling_machine.READERS, selling_machine.PIECES)
    addresses = [make_address(counter.user(who)).id for who in range(selling_machine.READERS)]
    db.session.add(selling_machine.make_voucher(HERE))
    db.session.commit()
    selling_machine.run(counter, addresses, SEQUENCES, STEPS, same_each_time=True)
