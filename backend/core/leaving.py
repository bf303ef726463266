"""What rooms do when a reader leaves for good, in the transaction in which his account is closed.

A room that stands above the one that closes accounts registers what it does where its service is:

    @when_a_reader_leaves
    def erase_names(user_id: int) -> None: ...
"""

from collections.abc import Callable

Listener = Callable[[int], None]
_listeners: list[Listener] = []


def when_a_reader_leaves(listener: Listener) -> Listener:
    """Call it from now on before an account is deleted."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def tell_leaving(user_id: int) -> None:
    for listener in _listeners:
        listener(user_id)
