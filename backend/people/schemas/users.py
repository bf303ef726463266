"""Shapes of the list of accounts, and of what is done to one."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.accounts.schemas import Role
from backend.core.paging import PageQuery

Sort = Literal[
    "name", "-name", "display_name", "-display_name", "joined", "-joined", "active", "-active",
    "likely", "-likely", "loans", "-loans", "overdue", "-overdue", "debt", "-debt",
]  # fmt: skip
Locale = Literal["zh-CN", "en"]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 12, 31))]
Id = Annotated[int, Field(ge=1, le=2**31 - 1)]


class UserFilters(BaseModel):
    q: Annotated[str, StringConstraints(max_length=100), Field(description="Part of a name, an address, a card.")] = ""
    role: Role | None = None
    group: Id | None = None
    blocked: bool | None = None
    owes: bool | None = None
    borrows: Annotated[bool | None, Field(description="Has something at home.")] = None
    late: Annotated[bool | None, Field(description="Has something that should be back.")] = None
    joined_from: Day | None = None
    joined_to: Day | None = None
    active_from: Day | None = None
    active_to: Annotated[Day | None, Field(description="Whoever was not active after this day.")] = None


class UsersQuery(PageQuery, UserFilters):
    sort: Sort = "-joined"


class UsersCsvQuery(UserFilters):
    model_config = ConfigDict(extra="forbid")

    columns: Annotated[str, StringConstraints(max_length=400), Field(description="Names with commas between.")] = ""
    sort: Sort = "-joined"
    lang: Locale = "zh-CN"


class UserRowOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    display_name: str
    avatar: str | None
    email: str | None
    email_confirmed: bool
    pending_email: str | None
    role: Role
    locale: Locale
    demonstration: bool
    can_sign_in: Annotated[bool, Field(description="False: it came with an import and has no password.")]
    created_at: datetime
    last_active_on: Annotated[date | None, Field(description="Null: not since the library looks.")]
    rating_count: int
    card_number: str
    group_id: int
    valid_until: date | None
    blocked: bool
    block_reason: str | None
    blocked_until: date | None
    suspended_until: date | None
    open_loans: int
    overdue_loans: int
    open_holds: int
    debt_cents: Annotated[int, Field(description="Negative: the library owes the reader.")]


class GroupOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    name_zh: str
    name_en: str


class UsersPageOut(BaseModel):
    items: list[UserRowOut]
    page: int
    size: int
    total: int
    groups: list[GroupOut]


class StandsInTheWayOut(BaseModel):
    """One reason, with the numbers and names that belong to it."""

    model_config = ConfigDict(extra="allow")

    code: str


class UserOut(UserRowOut):
    keeps_open: Annotated[
        list[StandsInTheWayOut], Field(description="Why the account cannot be closed; empty: it can.")
    ]
    groups: list[GroupOut]
    last_admin: Annotated[bool, Field(description="Nobody else is an admin: the role stays.")]


class RoleIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    role: Role


class ClosingIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    keep_reviews: Annotated[bool, Field(description="Reviews that others see stay, without a name.")] = True


class MergeQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    gone_id: Annotated[Id, Field(description="The account that ends.")]


class MergeIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    gone_id: Annotated[Id, Field(description="The account that ends.")]


class MergePartOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    what: Literal[
        "loans", "holds", "fines", "orders", "addresses", "ratings", "reviews", "readings", "notes", "favourites",
        "likes", "lists", "imports", "notices",
    ]  # fmt: skip
    moved: Annotated[int, Field(description="Rows of the account that ends.")]
    folded: Annotated[int, Field(description="Of these, so many meet one that the other account has: one stays.")]


class MergingOut(BaseModel):
    kept: UserRowOut
    gone: UserRowOut
    parts: list[MergePartOut]
    reasons: Annotated[list[StandsInTheWayOut], Field(description="Why it cannot be done; empty: it can.")]


class MergedOut(BaseModel):
    kept: UserRowOut
    parts: list[MergePartOut]
