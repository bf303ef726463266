"""A lifetime of reading comes in soon. `python -m tests.bench.lifetime_import` brings 50,000 rows, by the clock."""

from typing import Any

from backend.core.database import db
from tests.backend.portability.files import TOFU, imported, read, table
from tests.backend.portability.lifetime import lifetime, take_in
from tests.factories import make_user
from tests.queries import count_queries

BOOKS = 100


def test_four_times_the_rows_ask_the_database_no_more_often_for_each(library: Any) -> None:
    take_in(BOOKS)
    asked = []
    for rows in (1_000, 4_000):
        user = make_user()
        db.session.commit()
        with count_queries() as statements:
            done = imported(user.id, "goodreads", lifetime(rows, BOOKS))
        assert done.verdicts == {"new": BOOKS, "missing": rows - BOOKS}
        assert done.outcomes == {"written": BOOKS}
        asked.append(len(statements))
    few, many = asked
    # By the chunk, never by the row.
    assert many - few < 3_000 / 10


def test_fifty_thousand_rows_of_a_douban_sheet_in_gbk_are_read() -> None:
    row = {
        "标题": "沙丘",
        "简介": "[美] 弗兰克·赫伯特 / 2017 / 江苏",
        "创建时间": "2020-05-03 09:00:00",
        "我的评分": "4",
    }
    assert len(read("douban", table(TOFU, *[row] * 50_000, encoding="gbk"), "读过.csv")) == 50_000
