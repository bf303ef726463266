"""Decades in the search index. It is emptied: `flask serve` and `flask index-books` make it anew from the books.

Revision: 0006
After: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

# Children first.
TABLES = ("search_posting", "search_term", "search_key", "search_document")


def upgrade() -> None:
    _empty()


def downgrade() -> None:
    _empty()


def _empty() -> None:
    for table in TABLES:
        op.execute(sa.table(table).delete())
