"""The big screen: figures by day, and links of kiosks.

Revision: 0018
After: 0017
"""

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
