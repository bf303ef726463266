"""Loans: begun, prolonged, ended, and what goes wrong between."""

from backend.circulation.service.loans.contacting import contact_reader
from backend.circulation.service.loans.correcting import change_due, undo_borrowing, void_loan
from backend.circulation.service.loans.lending import Lending, borrow_title, check_out
from backend.circulation.service.loans.losing import (
    claim_returned,
    declare_lost,
    find_copy,
    pay_lost,
    reject_claim,
)
from backend.circulation.service.loans.renewing import Renewal, renew_all, renew_loan, undo_renewal
from backend.circulation.service.loans.returning import CheckIn, check_in

__all__ = [
    "CheckIn",
    "Lending",
    "Renewal",
    "borrow_title",
    "change_due",
    "check_in",
    "check_out",
    "claim_returned",
    "contact_reader",
    "declare_lost",
    "find_copy",
    "pay_lost",
    "reject_claim",
    "renew_all",
    "renew_loan",
    "undo_borrowing",
    "undo_renewal",
    "void_loan",
]
