"""Which book a record is about, and what it would do to it. Nothing is written here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from backend.catalog.queries.facts import book_facts, books_with_isbn
from backend.catalog.rules.facts import BookFacts, Credit, Problem, problems_of, tidy
from backend.exchange import queries
from backend.exchange.queries import Names
from backend.exchange.rules.records import ADDED, CHANGED, REFUSED, SAME, Record, Row

Name = tuple[str, str | None]
# Of a title or a wrong value, in a report.
SHOWN = 80


@dataclass(frozen=True)
class Plan:
    """What shall become of a record: `facts` are complete; `before` are those the book has, None for a new one."""

    record: Record
    facts: BookFacts
    done: str
    book_id: int | None = None
    before: BookFacts | None = None
    reasons: tuple[Problem, ...] = ()

    def row(self, book_id: int | None = None) -> Row:
        # Forty thousand rows must fit into one column.
        reasons = tuple(Problem(field, code, value[:SHOWN]) for field, code, value in self.reasons)
        return Row(self.record.place, self.facts.title[:SHOWN], self.done, book_id or self.book_id, reasons)

    def refused(self, code: str) -> "Plan":
        return replace(self, done=REFUSED, reasons=(*self.reasons, Problem("record", code)))


class Matcher:
    """Goes through the records of one file in their order, a chunk at a time: a few statements for each chunk."""

    def __init__(self, library: str) -> None:
        self._library = library
        self._slugs = queries.category_words()
        self._seen: set[tuple[str, object]] = set()
        # Names that this file has brought: a later record is about the same person when it says the same.
        self._brought: set[Name] = set()

    def plan(self, records: Sequence[Record]) -> list[Plan]:
        given = [self._categorised(record) for record in records]
        # A number alone is enough to be looked up by: with an empty title nothing is wrong yet.
        isbns = [tidy(BookFacts(title="", isbn13=values.get("isbn13"))).isbn13 for values in given]
        by_isbn = books_with_isbn([isbn for isbn in isbns if isbn])
        by_number = queries.books_called([record.number for record in records if record.number], self._library)
        matches = [{by_isbn[isbn]} if isbn in by_isbn else set[int]() for isbn in isbns]
        numbered = [by_number.get(record.number or "", set[int]()) for record in records]
        current = book_facts(sorted({book_id for found in (*matches, *numbered) for book_id in found}))
        plans = [self._plan(*parts, current) for parts in zip(records, given, matches, numbered, strict=True)]
        return self._settled(plans)

    def _plan(
        self,
        record: Record,
        given: dict[str, Any],
        by_isbn: set[int],
        by_number: set[int],
        current: dict[int, BookFacts],
    ) -> Plan:
        found = sorted(by_isbn | by_number)
        book_id = found[0] if found else None
        before = current.get(book_id) if book_id else None
        facts = replace(before, **given) if before else BookFacts(**{"title": "", **given})
        if record.subjects and "categories" not in given and not (before and before.categories):
            facts = replace(facts, categories=self._known(record.subjects))
        facts = tidy(facts)
        reasons = [*record.problems]
        if not any(problem.field == "record" for problem in reasons):
            reasons += [problem for problem in problems_of(facts) if problem not in reasons]
            unknown = (slug for slug in facts.categories if slug not in self._slugs.values())
            reasons += [Problem("categories", "category_unknown", slug) for slug in unknown]
            if len(found) > 1:
                reasons.append(Problem("record", "matches_several_books"))
        if not reasons:
            reasons = self._repeated(record, facts, book_id)
        done = REFUSED if reasons else CHANGED if before else ADDED
        return Plan(record, facts, done, book_id, before, tuple(reasons))

    def _repeated(self, record: Record, facts: BookFacts, book_id: int | None) -> list[Problem]:
        """Whether an earlier record of the file was about the same book."""
        keys = [
            (("isbn", facts.isbn13), Problem("isbn13", "isbn_repeated", facts.isbn13 or "")),
            (("number", record.number), Problem("record", "number_repeated", record.number or "")),
            (("book", book_id), Problem("record", "book_repeated")),
        ]
        reasons = [problem for key, problem in keys if key[1] and key in self._seen][:1]
        if not reasons:
            self._seen.update(key for key, _ in keys)
        return reasons

    def _categorised(self, record: Record) -> dict[str, Any]:
        """The facts of a record with slugs for its categories; a word that is no category stays, to be refused."""
        if "categories" not in record.given:
            return record.given
        words = record.given["categories"]
        return {**record.given, "categories": tuple(self._slugs.get(word.casefold(), word) for word in words)}

    def _known(self, words: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(slug for word in words if (slug := self._slugs.get(word.casefold()))))

    def _settled(self, plans: list[Plan]) -> list[Plan]:
        """The plans with people and series of the catalogue in place of mere names, and with nothing to do where
        that makes the facts what they are already."""
        wanted = [plan for plan in plans if plan.done != REFUSED]
        people = queries.people_called(one.name for plan in wanted for one in plan.facts.authors)
        series = queries.series_called(plan.facts.series for plan in wanted if plan.facts.series)
        settled = []
        for plan in plans:
            if plan.done != REFUSED:
                plan = replace(plan, facts=self._with_known_names(plan.facts, people, series))
                plan = replace(plan, done=SAME) if plan.facts == plan.before else plan
            settled.append(plan)
        return settled

    def _with_known_names(self, facts: BookFacts, people: Names, series: Names) -> BookFacts:
        authors = []
        for one in facts.authors:
            name, original_name = self._meant((one.name, one.original_name), people)
            authors.append(Credit(name, one.role, original_name))
        facts = replace(facts, authors=tuple(authors))
        if facts.series:
            name, original_name = self._meant((facts.series, facts.series_original_name), series)
            facts = replace(facts, series=name, series_original_name=original_name)
        return tidy(facts)

    def _meant(self, name: Name, known: Names) -> Name:
        """Somebody who is called exactly so, or the namesake whom the catalogue had before this file: the oldest
        when the record does not give the name in its own script, else one of whom it is not known."""
        called = known.get(name[0], [])
        if name in called:
            return name
        others = [other for other in called if other not in self._brought and (name[1] is None or other[1] is None)]
        if others:
            return others[0]
        self._brought.add(name)
        return name
