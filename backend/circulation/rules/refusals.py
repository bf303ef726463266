"""Why something is refused: everything at once, each with its numbers, and whether staff may overrule it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from backend.core.errors import Conflict, Forbidden, Invalid, NotFound

COMMENT_LENGTH = 255


@dataclass(frozen=True)
class Reason:
    """One reason; `numbers` fill in its sentence."""

    code: str
    overridable: bool = False
    numbers: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "overridable": self.overridable, **self.numbers}


@dataclass(frozen=True)
class Overruling:
    """The codes that staff overrule, and why."""

    codes: frozenset[str] = frozenset()
    comment: str = ""


NO_OVERRULING = Overruling()


class LoanRefused(Conflict):
    message = "This copy cannot be lent to this reader now."


class HoldRefused(Conflict):
    message = "This title cannot be kept for this reader now."


class RenewalRefused(Conflict):
    message = "This loan cannot be renewed now."


class ActionRefused(Conflict):
    message = "This cannot be done with it as it stands now."


class CommentMissing(Invalid):
    message = "Say why."


class OverrulingForbidden(Forbidden):
    message = "Only staff may overrule the rules of lending."


class CopyNotFound(NotFound):
    message = "No copy has this barcode."


class LoanNotFound(NotFound):
    message = "There is no such loan."


class HoldNotFound(NotFound):
    message = "There is no such hold."


def left_over(reasons: Sequence[Reason], codes: Collection[str]) -> list[Reason]:
    """The reasons that stand when these codes are overruled."""
    return [reason for reason in reasons if not (reason.overridable and reason.code in codes)]


def as_json(reasons: Sequence[Reason]) -> list[dict[str, Any]]:
    return [reason.as_json() for reason in reasons]
