"""Shapes of the categories' desk."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.office.schemas.authors import Key, Revision

CategoryName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]


class DeskLeafOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    slug: Annotated[str, Field(description="Its address, which stays.")]
    name_zh: str
    name_en: str
    revision: int
    own_count: Annotated[int, Field(description="Books that stand in it itself.")]
    book_count: Annotated[int, Field(description="Books in it or below it, each once.")]


class DeskNodeOut(DeskLeafOut):
    children: list[DeskLeafOut]


class DeskTreeOut(BaseModel):
    items: list[DeskNodeOut]


class CategoryNamesIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name_zh: CategoryName
    name_en: CategoryName


class NewCategoryIn(CategoryNamesIn):
    parent_id: Annotated[Key | None, Field(description="Null: at the top.")] = None


class RenamedIn(CategoryNamesIn):
    revision: Revision


class PlaceInTreeIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    parent_id: Annotated[Key | None, Field(description="Null: at the top.")]
    position: Annotated[int, Field(ge=0, le=10_000, description="Among those that stand there; 0 is the first.")]
    revision: Revision


class RemovalQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    target_id: Annotated[int | None, Field(ge=1, le=2**31 - 1, description="Where its books would go.")] = None


class RemovalPreviewOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    book_count: Annotated[int, Field(description="Books that would move.")]
    there_count: Annotated[int, Field(description="Of them those that stand in the target already.")]
    children: Annotated[int, Field(description="Categories under it; with any it cannot be removed.")]
    used_by: Annotated[list[str], Field(description="What is meant for it and keeps it: `discount`, `voucher`.")]


class CategoryRemovalIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    revision: Revision
    target_id: Annotated[Key | None, Field(description="Where its books go; an empty one needs none.")] = None


class RemovedOut(BaseModel):
    removal_id: int
    moved: int


class ComeBackOut(BaseModel):
    category_id: int
    back: Annotated[int, Field(description="Books that stand in it again.")]
    stayed: Annotated[int, Field(description="Books that somebody moved on meanwhile.")]
