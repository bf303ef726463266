"""Shapes of the discovery routes."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.catalog.schemas import AuthorOut, BookCardOut, Slug, Year
from backend.core.paging import PageQuery

Id = Annotated[int, Field(ge=1, le=2**31 - 1)]
Typed = Annotated[str, StringConstraints(max_length=1000)]
Sort = Literal["relevance", "popular", "new", "rating", "title", "year", "borrowed", "trending"]


class BookQuery(PageQuery):
    """Every field narrows the list. Without `q` relevance is popularity; every order ends in the id."""

    q: Annotated[
        Typed | None,
        Field(
            description="Words, pinyin or initials of title, author, series, publisher, ISBN, category, description; "
            '"phrases"; title:, author:, series:, publisher:, category: or isbn: before a word; - before what is not '
            "wanted."
        ),
    ] = None
    category: Slug | None = None
    author: Id | None = None
    series: Id | None = None
    language: Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,8}$")] | None = None
    year_from: Year | None = None
    year_to: Year | None = None
    rating_from: Annotated[float, Field(ge=1, le=5, multiple_of=0.5)] | None = None
    available: Annotated[bool | None, Field(description="A copy is on the shelf now.")] = None
    for_sale: Annotated[bool | None, Field(description="There is a piece for sale.")] = None
    sort: Sort = "relevance"

    def narrowing(self) -> dict[str, Any]:
        """The filters alone."""
        return self.model_dump(exclude={"q", "sort", "page", "size"})


class SuggestQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    q: Typed
    size: Annotated[int, Field(ge=1, le=20)] = 8


class AuthorCountOut(AuthorOut):
    count: int


class FacetsOut(BaseModel):
    """How many of the hits; a filter does not narrow its own facet."""

    model_config = ConfigDict(from_attributes=True)

    categories: Annotated[dict[str, int], Field(description="By slug; a branch counts each book below it once.")]
    languages: dict[str, int]
    decades: Annotated[dict[int, int], Field(description="By first year.")]
    ratings: Annotated[dict[float, int], Field(description="Rated so or better.")]
    authors: Annotated[list[AuthorCountOut], Field(description="The authors of most hits.")]
    authors_among: Annotated[
        int | None, Field(description="Authors were counted among so many hits, the most popular; null: among all.")
    ]
    available: int
    for_sale: int


class BookSearchOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    items: list[BookCardOut]
    page: int
    size: int
    total: int
    facets: FacetsOut
    shown_for: Annotated[str | None, Field(description="Nothing fits what was typed; these are the hits for this.")]
    did_you_mean: Annotated[str | None, Field(description="Another spelling with very many more hits.")]
    nearest: Annotated[bool, Field(description="Nothing has everything that was typed; these have most of it.")]


class SuggestedBookOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str
    authors: list[AuthorOut]


class SuggestedCategoryOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    slug: str
    name_zh: str
    name_en: str


class SuggestionsOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    books: list[SuggestedBookOut]
    authors: list[AuthorOut]
    categories: list[SuggestedCategoryOut]
