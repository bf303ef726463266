"""Orders and filters of the tables of lending, each by an index.

Revision: 0023
After: 0022
"""

from alembic import op

revision = "0023"
down_revision = "0022"

_INDEXES = (
    ("loan", ("due_on",)),
    ("hold", ("pickup_until",)),
    ("fine_entry", ("made_at",)),
    ("fine_entry", ("amount_cents",)),
    ("fine_entry", ("kind", "made_at")),
    ("fine_entry", ("cause", "made_at")),
    ("fine_entry", ("user_id", "amount_cents")),
)


def upgrade() -> None:
    for table, columns in _INDEXES:
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def downgrade() -> None:
    for table, columns in reversed(_INDEXES):
        op.drop_index(f"ix_{table}_{'_'.join(columns)}", table)
