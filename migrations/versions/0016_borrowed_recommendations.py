"""A recommendation that was borrowed counts on when its reader is forgotten.

Revision: 0016
After: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    # SQLite copies the table for it.
    with op.batch_alter_table("recommendation_shown") as table:
        table.alter_column("user_id", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM recommendation_shown WHERE user_id IS NULL")
    with op.batch_alter_table("recommendation_shown") as table:
        table.alter_column("user_id", existing_type=sa.Integer(), nullable=False)
