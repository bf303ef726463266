"""Accounts: the role auditor, confirmed addresses, one-time links, profiles; letters and notices.

Revision: 0007
After: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

TABLE = {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin", "mysql_engine": "InnoDB"}
# The first migration gave its checks their prefix twice.
ROLE_CHECK = "ck_user_ck_user_role"
ROLES_BEFORE = "role IN ('reader', 'staff', 'admin')"
ROLES = "role IN ('reader', 'auditor', 'staff', 'admin')"
# Column -> its type, and its check.
COLUMNS = {
    "email_confirmed_at": ("DATETIME", None),
    "pending_email": ("VARCHAR(254)", None),
    "theme": ("VARCHAR(8)", "theme IN ('light', 'dark', 'system')"),
    "avatar": ("VARCHAR(32)", None),
    "birth_year": ("INTEGER", "birth_year BETWEEN 1900 AND 2100"),
    "occupation": ("VARCHAR(32)", None),
    "profile_consent": ("BOOLEAN NOT NULL DEFAULT 0", None),
}
STATES = "state IN ('waiting', 'sending', 'sent', 'dropped', 'failed')"


def upgrade() -> None:
    for name, (kind, check) in COLUMNS.items():
        _add_column(name, kind, check)
    op.create_index("ix_user_pending_email", "user", ["pending_email"])
    _replace_role_check(ROLES_BEFORE, ROLES)

    op.create_table(
        "account_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("purpose IN ('reset', 'confirm')", name="purpose"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_account_link_user_id_user", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_account_link"),
        sa.UniqueConstraint("token_hash", name="uq_account_link_token_hash"),
        **TABLE,
    )
    op.create_index("ix_account_link_user_id", "account_link", ["user_id"])
    op.create_index("ix_account_link_expires_at", "account_link", ["expires_at"])

    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=48), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), server_default="waiting", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("problem", sa.String(length=255), nullable=True),
        sa.CheckConstraint(STATES, name="state"),
        sa.CheckConstraint("attempts >= 0", name="attempts"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_message_user_id_user", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sa.UniqueConstraint("key", name="uq_message_key"),
        **TABLE,
    )
    op.create_index("ix_message_user_id", "message", ["user_id"])
    op.create_index("ix_message_state_next_attempt_at", "message", ["state", "next_attempt_at"])
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=48), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_notice_user_id_user", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
        sa.UniqueConstraint("key", name="uq_notice_key"),
        **TABLE,
    )
    op.create_index("ix_notice_user_id_read_at", "notice", ["user_id", "read_at"])
    op.create_index("ix_notice_user_id_made_at", "notice", ["user_id", "made_at"])


def downgrade() -> None:
    for table in ("notice", "message", "account_link"):
        op.drop_table(table)
    op.execute(sa.text("UPDATE user SET role = 'reader' WHERE role = 'auditor'"))
    _replace_role_check(ROLES, ROLES_BEFORE)
    op.drop_index("ix_user_pending_email", "user")
    for name, (_, check) in reversed(COLUMNS.items()):
        if check and op.get_bind().dialect.name != "sqlite":
            op.execute(f"ALTER TABLE user DROP CONSTRAINT ck_user_{name}")
        op.drop_column("user", name)


def _add_column(name: str, kind: str, check: str | None) -> None:
    column, constraint = f"ALTER TABLE user ADD COLUMN {name} {kind}", f"CONSTRAINT ck_user_{name} CHECK ({check})"
    if not check:
        op.execute(column)
    # SQLite can only add a check together with a column.
    elif op.get_bind().dialect.name == "sqlite":
        op.execute(f"{column} {constraint}")
    else:
        op.execute(f"{column}, ADD {constraint}")


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
