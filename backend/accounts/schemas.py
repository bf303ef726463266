"""Shapes of the account routes."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.accounts.rules.profiles import (
    BIRTH_YEAR_MAX,
    BIRTH_YEAR_MIN,
    DISPLAY_NAME_MAX,
    Locale,
    Occupation,
    Theme,
)
from backend.house.schemas import HouseOut

Role = Literal["reader", "auditor", "staff", "admin"]
DisplayName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=DISPLAY_NAME_MAX)]
# Bounds that keep hashing cheap; what a name or password must be is decided in rules.py.
GivenName = Annotated[str, StringConstraints(max_length=200)]
GivenEmail = Annotated[str, StringConstraints(max_length=320)]
GivenPassword = Annotated[str, StringConstraints(max_length=1000)]


GivenToken = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class RegisterIn(BaseModel):
    """A name, an address, or both."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: GivenName = ""
    email: GivenEmail = ""
    password: GivenPassword
    display_name: DisplayName | None = None
    locale: Locale = "zh-CN"


class SignInIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    name: Annotated[GivenName, Field(description="The name or the e-mail address.")]
    password: GivenPassword


class AccountIn(BaseModel):
    """What is not given stays as it is."""

    model_config = ConfigDict(extra="forbid", strict=True)

    locale: Locale = "zh-CN"
    theme: Theme = "system"
    display_name: DisplayName = ""
    birth_year: Annotated[int, Field(ge=BIRTH_YEAR_MIN, le=BIRTH_YEAR_MAX)] | None = None
    occupation: Occupation | None = None
    profile_consent: Annotated[
        bool, Field(description="Year of birth and occupation may be used for my recommendations.")
    ] = False


class PasswordIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    old_password: GivenPassword
    password: GivenPassword


class EmailIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    email: Annotated[GivenEmail | None, Field(description="Null: none from now on.")]
    password: GivenPassword


class ResetAskIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    name: Annotated[GivenName, Field(min_length=1, description="The name or the e-mail address.")]


class ResetIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    token: GivenToken
    password: GivenPassword


class TokenIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    token: GivenToken


class ReaderOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    display_name: str
    role: Role
    locale: Locale
    theme: Annotated[Theme | None, Field(description="Null: not chosen yet.")]
    avatar: Annotated[str | None, Field(description="`/avatars/{avatar}-96.webp`, `-192.webp`; null: the initial.")]
    email: str | None
    email_confirmed: bool
    pending_email: Annotated[str | None, Field(description="Given, and to be confirmed by the link in a letter.")]
    birth_year: int | None
    occupation: Occupation | None
    profile_consent: bool
    personalised: bool
    rating_count: Annotated[int, Field(description="Books this reader has rated.")]
    created_at: datetime


class LibraryOut(HouseOut):
    """What the library says of itself, and how its site works."""

    demonstration: Annotated[bool, Field(description="True when readers and ratings are simulated.")]
    sends_mail: Annotated[bool, Field(description="False: addresses are not confirmed, and no link is sent.")]


class AccountOut(BaseModel):
    reader: Annotated[ReaderOut | None, Field(description="Null for a guest.")]
    csrf_token: Annotated[str, Field(description="To be sent back as X-CSRF-Token with every write.")]
    library: LibraryOut
    viewing_as: Annotated[
        Literal["reader", "auditor", "staff"] | None,
        Field(description="An admin looks at the library as this role, and changes nothing meanwhile."),
    ]


class EmailOut(BaseModel):
    email: str | None
