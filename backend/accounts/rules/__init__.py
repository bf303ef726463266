"""What a name, an address, a password and a profile must be."""

from backend.accounts.rules.names import email_problem, name_from, name_problem, normalised_email, normalised_name
from backend.accounts.rules.passwords import is_common, password_problem
from backend.accounts.rules.profiles import OCCUPATIONS, THEMES, birth_year_problem

__all__ = [
    "OCCUPATIONS",
    "THEMES",
    "birth_year_problem",
    "email_problem",
    "is_common",
    "name_from",
    "name_problem",
    "normalised_email",
    "normalised_name",
    "password_problem",
]
