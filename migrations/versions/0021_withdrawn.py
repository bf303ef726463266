"""Books that have left the catalogue and whose past stays.

Revision: 0021
After: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.add_column("book", sa.Column("withdrawn_on", sa.Date(), nullable=True))
    op.create_index("ix_book_withdrawn_on_id", "book", ["withdrawn_on", "id"])
    op.create_index("ix_copy_shelf_mark_id", "copy", ["shelf_mark", "id"])


def downgrade() -> None:
    op.drop_index("ix_copy_shelf_mark_id", "copy")
    op.drop_index("ix_book_withdrawn_on_id", "book")
    op.drop_column("book", "withdrawn_on")
