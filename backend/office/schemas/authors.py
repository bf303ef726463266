"""Shapes of the authors' desk."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.core.paging import PageQuery

Key = Annotated[int, Field(ge=1, le=2**31 - 1)]
Revision = Annotated[int, Field(ge=1, le=2**31 - 1, description="As it was when it was opened.")]
AuthorName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]
AuthorSort = Literal["name", "-name", "new"]
MOST_MERGED = 20
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]


class AuthorQuery(PageQuery):
    q: Words = ""
    sort: AuthorSort = "name"


class AuthorFileQuery(BaseModel):
    """All that the table finds, in its order."""

    model_config = ConfigDict(extra="forbid")

    q: Words = ""
    lang: Literal["zh-CN", "en"] = "zh-CN"
    sort: AuthorSort = "name"
    columns: Annotated[str, Field(max_length=200, pattern=r"^[a-z_]*(,[a-z_]+)*$")] = ""


class DeskAuthorOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    original_name: Annotated[str | None, Field(description="The name in its own script.")]
    aliases: list[str]
    book_count: int
    revision: int


class AuthorPageOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    items: list[DeskAuthorOut]
    page: int
    size: int
    total: int


class AuthorIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: AuthorName
    original_name: AuthorName | None
    aliases: Annotated[list[AuthorName], Field(max_length=50)]
    revision: Revision


class SeenAuthorIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: Key
    revision: Revision


class AuthorMergeIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kept: Annotated[SeenAuthorIn, Field(description="The author who stays.")]
    merged: Annotated[
        list[SeenAuthorIn], Field(min_length=1, max_length=MOST_MERGED, description="Those who are he, too.")
    ]


class AuthorMergePreviewQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kept: Annotated[int, Field(ge=1, le=2**31 - 1)]
    merged: Annotated[
        str, Field(pattern=rf"^[1-9]\d{{0,8}}(,[1-9]\d{{0,8}}){{0,{MOST_MERGED - 1}}}$", description="Ids: `2,3`.")
    ]


class MergedBookOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str
    folded: Annotated[bool, Field(description="More than one of them stand on it: the book names him once.")]


class AuthorMergePreviewOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    kept: DeskAuthorOut
    merged: list[DeskAuthorOut]
    aliases: Annotated[list[str], Field(description="Names that he is found by from then on.")]
    book_count: int
    folded_count: int
    books: Annotated[list[MergedBookOut], Field(description="The first of them.")]


class AuthorMergeOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    kept: DeskAuthorOut
    merged: Annotated[list[str], Field(description="The names of those who are he.")]
    book_count: int
    done_at: datetime
    undone_at: datetime | None


class AuthorMergesOut(BaseModel):
    items: list[AuthorMergeOut]


class AuthorMergeUndoneOut(BaseModel):
    back: Annotated[int, Field(description="Books that went back.")]
    stayed: Annotated[int, Field(description="Books that somebody changed meanwhile.")]
