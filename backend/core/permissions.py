"""Who may do what: the one table. A route names a permission (core/auth.py), the table says whose role has it."""

from dataclasses import dataclass

READER, AUDITOR, STAFF, ADMIN = ROLES = ("reader", "auditor", "staff", "admin")
# Requests that change nothing.
READING = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Permission:
    """The roles that may look, and those that may also change."""

    to_read: frozenset[str]
    to_change: frozenset[str]


_ALL = frozenset(ROLES)

# An auditor sees what staff see and changes nothing but his own account: no route can forget it.
PERMISSIONS = {
    # One's own account: password, language, sessions, notices.
    "account": Permission(_ALL, _ALL),
    # What readers do: stars, lists, reviews.
    "reader": Permission(_ALL, _ALL - {AUDITOR}),
    # The desk and the back office.
    "staff": Permission(frozenset({AUDITOR, STAFF, ADMIN}), frozenset({STAFF, ADMIN})),
    # The figures of the big screen; a kiosk's link opens them too (core/auth.py).
    "screen": Permission(frozenset({AUDITOR, STAFF, ADMIN}), frozenset({STAFF, ADMIN})),
    # What changes the library as a whole.
    "admin": Permission(frozenset({ADMIN}), frozenset({ADMIN})),
}


def may(role: str, permission: str, method: str) -> bool:
    """True when somebody of this role may send a request of this method to a route that asks for the permission."""
    asked = PERMISSIONS[permission]
    return role in (asked.to_read if method in READING else asked.to_change)
