"""Shapes of the account routes."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Locale = Literal["zh-CN", "en"]
Role = Literal["reader", "auditor", "staff", "admin"]
DisplayName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=32)]
# Bounds that keep hashing cheap; what a name or password must be is decided in rules.py.
GivenName = Annotated[str, StringConstraints(max_length=200)]
GivenPassword = Annotated[str, StringConstraints(max_length=1000)]


class RegisterIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    name: GivenName
    password: GivenPassword
    display_name: DisplayName | None = None
    locale: Locale = "zh-CN"


class SignInIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    name: GivenName
    password: GivenPassword


class AccountIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    locale: Locale


class ReaderOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    display_name: str
    role: Role
    locale: Locale
    personalised: bool
    rating_count: Annotated[int, Field(description="Books this reader has rated.")]
    created_at: datetime


class LibraryOut(BaseModel):
    name_zh: str
    name_en: str
    demonstration: Annotated[bool, Field(description="True when readers and ratings are simulated.")]


class AccountOut(BaseModel):
    reader: Annotated[ReaderOut | None, Field(description="Null for a guest.")]
    csrf_token: Annotated[str, Field(description="To be sent back as X-CSRF-Token with every write.")]
    library: LibraryOut
