"""Refusing, unless staff overrule what may be overruled."""

from collections.abc import Sequence

from backend.circulation.rules.refusals import (
    CommentMissing,
    Overruling,
    OverrulingForbidden,
    Reason,
    as_json,
    left_over,
)
from backend.core.actors import Actor
from backend.core.errors import Conflict


def settle(reasons: Sequence[Reason], overruling: Overruling, actor: Actor, refusal: type[Conflict]) -> frozenset[str]:
    """The codes that were overruled. Raises the refusal with every reason that stands, OverrulingForbidden,
    CommentMissing.
    """
    if overruling.codes and not actor.is_staff:
        raise OverrulingForbidden
    standing = left_over(reasons, overruling.codes)
    if standing:
        # All of them: what staff would overrule next is said at once.
        raise refusal(reasons=as_json(standing))
    overruled = frozenset(reason.code for reason in reasons)
    if overruled and not overruling.comment.strip():
        raise CommentMissing(fields={"comment": [{"code": "comment_missing", "message": CommentMissing.message}]})
    return overruled


def say_why(reason: str | None) -> str:
    """The reason of an act that needs one. Raises CommentMissing."""
    if reason is None or not reason.strip():
        raise CommentMissing(fields={"reason": [{"code": "comment_missing", "message": CommentMissing.message}]})
    return reason.strip()
