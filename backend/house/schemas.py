"""Shapes of the settings of the house."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.house.rules import LINE_MAX, NAME_MAX, REFRESH_LEAST, REFRESH_MOST, TEXT_MAX

Shelf = Literal["for_you", "popular", "recent", "trending", "new", "curated", "top_rated"]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME_MAX)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LINE_MAX)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=TEXT_MAX)]
Locale = Literal["zh-CN", "en"]


class HouseOut(BaseModel):
    """What anybody may know: the pages show it."""

    model_config = ConfigDict(from_attributes=True)

    name_zh: str
    name_en: str
    address_zh: str
    address_en: str
    phone: str
    email: str
    opening_zh: str
    opening_en: str
    home_shelves: list[Shelf]
    screen_title_zh: str
    screen_title_en: str
    screen_refresh_seconds: int
    default_locale: Locale


class SettingChangedOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    name: str
    changed_at: datetime
    changed_by: str | None


class SettingsOut(BaseModel):
    house: HouseOut
    usual: Annotated[HouseOut, Field(description="As it is while nobody has set it.")]
    changes: list[SettingChangedOut]


class SettingsIn(BaseModel):
    """What is left out stays as it is; null: as it usually is."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name_zh: Name | None = None
    name_en: Name | None = None
    address_zh: Line | None = None
    address_en: Line | None = None
    phone: Annotated[str, StringConstraints(strip_whitespace=True, max_length=NAME_MAX)] | None = None
    email: Annotated[str, StringConstraints(strip_whitespace=True, max_length=254)] | None = None
    opening_zh: Text | None = None
    opening_en: Text | None = None
    home_shelves: list[Shelf] | None = None
    screen_title_zh: Line | None = None
    screen_title_en: Line | None = None
    screen_refresh_seconds: Annotated[int, Field(ge=REFRESH_LEAST, le=REFRESH_MOST)] | None = None
    default_locale: Locale | None = None
