"""The reader whose things are brought, taken away or left behind."""

from sqlalchemy import select

from backend.accounts.models import User
from backend.core.auth import SignInRequired
from backend.core.database import db


def lock_reader(user_id: int) -> User:
    """The reader, locked until the commit; after imports and books. Raises SignInRequired when the account is gone."""
    reader: User | None = db.session.scalar(
        select(User).where(User.id == user_id).with_for_update().execution_options(populate_existing=True)
    )
    if reader is None:
        raise SignInRequired
    return reader
