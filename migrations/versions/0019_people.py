"""Readers' regions and merged accounts, settings of the house, and runs that were asked for.

Revision: 0019
After: 0018
"""

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
