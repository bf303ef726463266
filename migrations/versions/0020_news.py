"""Announcements, and the office's part of the catalogue.

Revision: 0020
After: 0019
"""

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
