"""The kinds of acts on many things, one file each. Whoever adds one adds it to the list."""

from backend.office.service.bulk import BulkKind, register

KINDS: tuple[BulkKind, ...] = ()

for kind in KINDS:
    register(kind)
