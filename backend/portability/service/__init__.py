"""What a reader brings, chooses, takes back, and how he leaves."""

from backend.portability.service.choosing import choose_book
from backend.portability.service.importing import (
    Brought,
    Here,
    ImportNotReady,
    TooManyImports,
    advance,
    begin_import,
    confirm,
    delete_import,
    imports_at_work,
    prefer,
    undo,
)
from backend.portability.service.leaving import AccountBusy, close_account
from backend.portability.service.privacy import change_privacy

__all__ = [
    "AccountBusy",
    "Brought",
    "Here",
    "ImportNotReady",
    "TooManyImports",
    "advance",
    "begin_import",
    "change_privacy",
    "choose_book",
    "close_account",
    "confirm",
    "delete_import",
    "imports_at_work",
    "prefer",
    "undo",
]
