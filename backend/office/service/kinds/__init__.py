"""The kinds of acts on many things, one file each. Whoever adds one adds it to the list."""

from backend.office.service.bulk import BulkKind, register
from backend.office.service.kinds import books, copies

KINDS: tuple[BulkKind, ...] = (books.EDIT, books.WITHDRAW, copies.EDIT)

for kind in KINDS:
    register(kind)
