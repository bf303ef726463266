"""Who may call a route. Every route says so itself; one that does not is refused when the application is built."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import current_app, g, request, session
from flask_login import LoginManager, UserMixin, current_user
from flask_wtf import CSRFProtect

from backend.core.errors import Forbidden, Unauthenticated
from backend.core.permissions import ADMIN, READING, ROLES, may

View = TypeVar("View", bound=Callable[..., Any])

login_manager = LoginManager()
# "strong" would bind a session to the client's address, which changes behind proxies and on phones.
login_manager.session_protection = None
csrf = CSRFProtect()


class SignInRequired(Unauthenticated):
    message = "Sign in first."


class KioskLinkClosed(Unauthenticated):
    message = "This link does not open the screen any more."


class RoleTooLow(Forbidden):
    message = "Your account may not do this."


class ViewingOnly(Forbidden):
    message = "You look at the library as somebody else; nothing can be changed meanwhile."


class Identity(UserMixin):  # type: ignore[misc]
    """What the plumbing needs to know of a signed-in person; the accounts room has the rest."""

    id: Any
    role: Any


# What the session remembers of an admin who looks at the library as somebody of another role.
VIEW_AS = "view_as"


class SeenAs:
    """An admin as what he looks at the library: everything is his own but the role."""

    def __init__(self, user: Any, role: str) -> None:
        self._user, self.role = user, role

    def __getattr__(self, name: str) -> Any:
        return getattr(self._user, name)


def find_caller() -> Any:
    """The signed-in user, or None for a guest. An admin who looks as another role has that role."""
    user = current_user._get_current_object() if current_user.is_authenticated else None
    role = viewed_role()
    return user if role is None or _by_own_role() else SeenAs(user, role)


def viewed_role() -> str | None:
    """As which other role the caller looks at the library."""
    role = session.get(VIEW_AS)
    real = current_user.is_authenticated and current_user.role == ADMIN
    return role if real and role in ROLES and role != ADMIN else None


def refuse_while_viewing() -> None:
    """Before each request. Raises ViewingOnly for what would change something."""
    if request.method not in READING and not _by_own_role() and viewed_role() is not None:
        raise ViewingOnly


def by_own_role(view: View) -> View:
    """What an admin does as himself, as whatever he looks: it begins and ends the looking."""
    view.by_own_role = True  # type: ignore[attr-defined]
    return view


def _by_own_role() -> bool:
    return getattr(current_app.view_functions.get(request.endpoint or ""), "by_own_role", False)


def caller() -> Any:
    """The signed-in user. Raises SignInRequired for a guest."""
    user = find_caller()
    if user is None:
        raise SignInRequired
    return user


def public(view: View) -> View:
    """Anybody, and everybody gets the same answer: it may be cached and carries an ETag."""
    return _declare(view, "public")


def anyone(view: View) -> View:
    """Anybody, but the answer depends on who asks."""
    return _declare(view, "anyone")


def require(permission: str) -> Callable[[View], View]:
    """Signed in with a role that has this permission, for reading or for changing: see core/permissions.py."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not may(caller().role, permission, request.method):
                raise RoleTooLow
            return view(*args, **kwargs)

        return _declare(cast(View, guarded), permission)

    return decorate


require_account = require("account")
require_reader = require("reader")
require_staff = require("staff")
require_admin = require("admin")


# A screen on a wall has no account: it has a link, whose token it sends in this header.
KIOSK_HEADER = "X-Kiosk-Token"
# Where the application keeps who knows whether a token opens the screen: `(token) -> bool`.
KIOSKS = "kiosks"


def require_screen(view: View) -> View:
    """Staff, or a kiosk by the token of its link: then whoever else is signed in there counts for nothing."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        token = request.headers.get(KIOSK_HEADER)
        g.kiosk = token is not None
        if token is not None and not current_app.extensions[KIOSKS](token):
            raise KioskLinkClosed
        if token is None and not may(caller().role, "screen", request.method):
            raise RoleTooLow
        return view(*args, **kwargs)

    return _declare(cast(View, guarded), "screen")


def asked_by_kiosk() -> bool:
    """Whether the request that is being answered came by the link of a kiosk."""
    return bool(g.get("kiosk", False))


def access_of(view: Callable[..., Any]) -> str | None:
    """`public`, `anyone` or a permission; None when the view does not say."""
    return getattr(view, "access", None)


def _declare(view: View, access: str) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view
