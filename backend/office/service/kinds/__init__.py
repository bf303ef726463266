"""The kinds of acts on many things, one file each. Whoever adds one adds it to the list."""

from backend.office.service.bulk import BulkKind, register
from backend.office.service.kinds import books, copies, lending, orders
from backend.office.service.kinds.readers import READERS_BLOCK, READERS_GROUP, READERS_UNBLOCK
from backend.office.service.kinds.reviews import REVIEWS_DECIDE

OF_BOOKS = (books.EDIT, books.WITHDRAW, copies.EDIT)
OF_READERS = (READERS_GROUP, READERS_BLOCK, READERS_UNBLOCK, REVIEWS_DECIDE)
OF_LENDING = (lending.RENEW, lending.CONTACT, lending.CANCEL)
KINDS: tuple[BulkKind, ...] = (*OF_BOOKS, *OF_READERS, *OF_LENDING, orders.START)

for kind in KINDS:
    register(kind)
