"""Every table and column that the training package names exists after migration."""

from typing import Any

from sqlalchemy import MetaData, inspect

import ml.asked
import ml.database
from backend.accounts.rules import OCCUPATIONS
from backend.core.database import db
from ml.data import loading


def test_each_table_and_column_named_by_ml_exists(library: Any) -> None:
    named = next(value for value in vars(ml.database).values() if isinstance(value, MetaData))
    assert named.tables, "ml/database.py names no table"
    inspector = inspect(db.engine)
    for table in named.tables.values():
        columns = {column["name"] for column in inspector.get_columns(table.name)}
        assert {column.name for column in table.columns} <= columns, table.name


def test_ml_knows_occupations_by_the_accounts_own_order() -> None:
    assert loading.OCCUPATIONS == OCCUPATIONS
