"""Shapes of the import, export and privacy routes."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.catalog.schemas import BookCardOut

Site = Literal["goodreads", "douban", "shelfwise"]
Status = Literal["want_to_read", "reading", "read", "stopped"]
Verdict = Literal["new", "differs", "same", "ambiguous", "missing", "broken", "skipped"]
Outcome = Literal["written", "kept", "taken_back", "stayed"]
Facet = Literal["rating", "like", "favourite", "status", "note", "review", "lists", "view", "dismissal", "exclusion"]


class BringQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    site: Site
    file_name: Annotated[str, StringConstraints(max_length=255)] = ""
    status: Annotated[Status | None, Field(description="Of books for which a Douban file tells none.")] = None


class LeftOutOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    name: str
    book_count: int


class ReaderImportOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    site: Site
    file_name: str
    state: Literal["checking", "checked", "importing", "done", "undoing", "undone"]
    prefer: Annotated[Literal["here", "file"], Field(description="What counts where the two differ.")]
    made_at: datetime
    finished_at: datetime | None
    undone_at: datetime | None
    row_count: int
    done_count: Annotated[int, Field(description="Rows that the present work has done.")]
    verdicts: Annotated[dict[str, int], Field(description="Rows by verdict.")]
    outcomes: Annotated[dict[str, int], Field(description="Rows by what became of them.")]
    new_list_count: Annotated[int, Field(description="Lists that it makes.")]
    lists_left_out: Annotated[
        list[LeftOutOut],
        Field(description="Lists for which there is no room, and how many books do not come onto each."),
    ]
    picture: Annotated[
        Literal["given", "refused"] | None, Field(description="The reader's own picture, where the file has one.")
    ]


class ReaderImportsOut(BaseModel):
    items: list[ReaderImportOut]


class PreferIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    prefer: Literal["here", "file"]


class RowsQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    verdict: Verdict | Outcome | None = None
    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    size: Annotated[int, Field(ge=1, le=100)] = 20


class RowProblemOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    field: str
    code: str
    value: str


class ReaderImportRowOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    place: Annotated[int, Field(description="Its line in the file.")]
    title: str
    authors: list[str]
    verdict: Annotated[Verdict | None, Field(description="Null until it has been checked.")]
    how: Annotated[
        Literal["number", "isbn", "title_author", "title", "chosen"] | None,
        Field(description="By what the book was known."),
    ]
    outcome: Outcome | None
    book: BookCardOut | None
    candidates: list[BookCardOut]
    compared: Annotated[dict[str, Literal["new", "same", "differs"]], Field(description="By facet.")]
    said: Annotated[dict[str, Any], Field(description="What the row says, by facet.")]
    problems: list[RowProblemOut]


class ReaderImportRowPageOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    items: list[ReaderImportRowOut]
    page: int
    size: int
    total: int


class ChooseIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    book_id: Annotated[int | None, Field(ge=1, le=2**31 - 1, description="Null: leave the row out.")]


class PrivacyIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    keep_loan_history: bool | None = None
    personalised: bool | None = None


class PrivacyOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    keep_loan_history: bool
    personalised: bool
    private: Annotated[dict[str, int], Field(description="How many things of each kind nobody else sees.")]
    visible: Annotated[dict[str, int], Field(description="How many others can see.")]


class CloseAccountIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    password: Annotated[str, StringConstraints(max_length=1000)]
    reviews: Literal["delete", "keep"] = "delete"
