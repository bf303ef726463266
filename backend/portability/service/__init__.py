"""What a reader brings, chooses, takes back, and how he leaves."""

from backend.portability.service.brought import Brought, Here
from backend.portability.service.choosing import choose_book
from backend.portability.service.importing import (
    ImportNotReady,
    TooManyImports,
    advance,
    begin_import,
    confirm,
    delete_import,
    go_on_with_imports,
    prefer,
    undo,
)
from backend.portability.service.leaving import AccountBusy, Leaving, close_account
from backend.portability.service.privacy import change_privacy

__all__ = [
    "AccountBusy",
    "Brought",
    "Here",
    "ImportNotReady",
    "Leaving",
    "TooManyImports",
    "advance",
    "begin_import",
    "change_privacy",
    "choose_book",
    "close_account",
    "confirm",
    "delete_import",
    "go_on_with_imports",
    "prefer",
    "undo",
]
