"""What rooms do when somebody signs in or opens an account, in the transaction of that request.

A room registers what it does where its routes are; the accounts room tells, and knows none of them:

    @when_signed_in
    def take_cart_along(user: Person) -> None: ...
"""

from collections.abc import Callable

from backend.core.actors import Person

Listener = Callable[[Person], None]
_listeners: list[Listener] = []


def when_signed_in(listener: Listener) -> Listener:
    """Call it from now on whenever somebody has proved who he is, before the commit. What it raises refuses the
    sign-in, so it raises only what is to be tried again.
    """
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def tell_signed_in(user: Person) -> None:
    for listener in _listeners:
        listener(user)
