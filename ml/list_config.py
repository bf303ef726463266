"""Every number of what readers get and how it is written, each explained once."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ListConfig:
    """What each reader gets."""

    list_size: int = 10
    """Books a reader is shown."""

    reserve: int = 40
    """Books behind the list: what has been rated since is dropped without leaving a gap."""

    pool: int = 100
    """Best-scored books that a list is put together from, at least the list with its reserve: what the limits below
    send back must have somebody to take its place."""

    author_limit: int = 2
    """Books of one (main) author in the list; what is beyond it goes to the reserve."""

    series_limit: int = 1
    """Volumes of one series in the list."""

    surprise_place: int = 8
    """Place in the list of the best book from a category that the reader's history does not hold; 0 for none. Late
    enough that the reader has seen that he is understood."""

    new_book_place: int = 9
    """Place in the list of the best book that nobody has touched yet, chosen by what it is about; 0 for none."""

    new_book_days: int = 90
    """A book counts as new when it was added at most so many days before the newest one."""

    new_book_model: str = "two_tower"
    """The model that scores books without readers, trained only when there are such books."""

    reason_share: float = 0.2
    """Share of what the history says for a book, and not for every book, that one history book must have contributed to
    be named as the reason. For a history of sixteen; longer ones ask less of each book, shorter ones more (root)."""

    overlap_pairs: int = 2_000
    """Pairs of readers whose lists are compared."""

    overlap_limit: float = 0.5
    """Mean share of books that two readers' lists may have in common before the run raises its alarm."""

    batch_readers: int = 256
    """Readers scored at once on each core; times the number of books times 20 bytes is the memory it takes."""

    def __post_init__(self) -> None:
        if self.pool < self.depth:
            raise ValueError("the pool holds the list and its reserve at least")
        places = {self.surprise_place, self.new_book_place} - {0}
        if not all(1 <= place <= self.list_size for place in places) or self.surprise_place == self.new_book_place > 0:
            raise ValueError("the places of surprise and new book are two places of the list, or 0")

    @property
    def depth(self) -> int:
        return self.list_size + self.reserve


@dataclass(frozen=True)
class BookShelfConfig:
    """What stands beside a book: similar ones, and what its readers liked too."""

    similar: int = 20
    """Similar books of each book."""

    also_liked: int = 10
    """Books of each book that its readers liked too."""

    author_limit: int = 2
    """Books of one (main) author beside a book."""

    series_limit: int = 2
    """Volumes of one series beside a book."""

    pool: int = 100
    """Nearest books that the limits choose from."""

    reader_share: float = 0.5
    """Part of the likeness of two books that comes from their having the same readers; the rest comes from the angle of
    the model's vectors. All of it for a model without vectors."""

    reader_shrinkage: float = 5.0
    """Added to the denominator of that part, so that two books that share one reader are not called alike."""

    readers: int = 200
    """Readers with the highest affinity to a book who are asked what else they liked."""

    lift_shrinkage: float = 5.0
    """Readers added to those who would like the other book by chance, so that rare books do not win by accident."""

    support: int = 3
    """Of them, how many must have liked another book before it is named."""

    support_share: float = 0.03
    """And which share of them: of two hundred, three may be chance."""

    batch_books: int = 512
    """Books whose neighbours are sought at once; times the number of books times 4 bytes is the memory it takes."""


@dataclass(frozen=True)
class PublishingConfig:
    """How lists get into the database."""

    kept_runs: int = 3
    """Earlier published runs that keep their rows, for going back."""

    batch_readers: int = 200
    """Readers whose rows are written in one transaction: on SQLite a reader's own write waits at most for one batch."""

    batch_books: int = 500
    """Books whose neighbours are written in one transaction."""

    delete_rows: int = 20_000
    """Rows removed in one transaction when a run is pruned."""
