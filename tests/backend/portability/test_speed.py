"""A lifetime of reading comes in soon. `python -m tests.bench.lifetime_import` brings 50,000 rows, by the clock."""

import time
from typing import Any

from backend.core.database import db
from tests.backend.portability.files import TOFU, imported, read, table
from tests.backend.portability.lifetime import lifetime, take_in
from tests.factories import make_user

BOOKS, ROWS = 400, 3_000
SECONDS_FOR_50_000 = 60


def test_thousands_of_rows_are_read_checked_and_written_at_the_rate_of_fifty_thousand_a_minute(library: Any) -> None:
    take_in(BOOKS)
    user = make_user()
    db.session.commit()
    data = lifetime(ROWS, BOOKS)
    used = time.process_time()
    done = imported(user.id, "goodreads", data)
    # Processor time: what else the machine has to do is not the import's.
    used = time.process_time() - used
    assert done.verdicts == {"new": BOOKS, "missing": ROWS - BOOKS}
    assert done.outcomes == {"written": BOOKS}
    assert used < SECONDS_FOR_50_000 * ROWS / 50_000


def test_fifty_thousand_rows_of_a_douban_sheet_in_gbk_are_read_within_a_minute() -> None:
    row = {
        "标题": "沙丘",
        "简介": "[美] 弗兰克·赫伯特 / 2017 / 江苏",
        "创建时间": "2020-05-03 09:00:00",
        "我的评分": "4",
    }
    began = time.process_time()
    assert len(read("douban", table(TOFU, *[row] * 50_000, encoding="gbk"), "读过.csv")) == 50_000
    assert time.process_time() - began < 60
