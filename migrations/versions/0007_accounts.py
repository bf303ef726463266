"""Accounts: the role auditor.

Revision: 0007
After: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

# The first migration gave its checks their prefix twice.
ROLE_CHECK = "ck_user_ck_user_role"
ROLES_BEFORE = "role IN ('reader', 'staff', 'admin')"
ROLES = "role IN ('reader', 'auditor', 'staff', 'admin')"


def upgrade() -> None:
    _replace_role_check(ROLES_BEFORE, ROLES)


def downgrade() -> None:
    op.execute(sa.text("UPDATE user SET role = 'reader' WHERE role = 'auditor'"))
    _replace_role_check(ROLES, ROLES_BEFORE)


def _replace_role_check(before: str, after: str) -> None:
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.execute(f"ALTER TABLE user DROP CONSTRAINT {ROLE_CHECK}, ADD CONSTRAINT {ROLE_CHECK} CHECK ({after})")
        return
    # Copying the table would drop it, and everything that refers to a reader with it. SQLite's documentation gives this
    # way to change a check alone (lang_altertable.html, "Making Other Kinds Of Table Schema Changes").
    version = connection.execute(sa.text("PRAGMA schema_version")).scalar_one()
    op.execute("PRAGMA writable_schema = ON")
    connection.execute(
        sa.text("UPDATE sqlite_master SET sql = replace(sql, :before, :after) WHERE type = 'table' AND name = 'user'"),
        {"before": before, "after": after},
    )
    op.execute(f"PRAGMA schema_version = {version + 1}")
    # Also reads the tables anew, so that what comes after in this transaction finds them as they are.
    op.execute("PRAGMA writable_schema = RESET")
