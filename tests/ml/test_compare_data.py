"""Public data sets in every form they come in: what trains, what is held out, what is known of books and readers."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from ml.benchmarks import goodbooks, ml_100k, ncf_ml_1m, pairs
from ml.benchmarks.benchmark import Benchmark
from ml.config import Settings
from ml.data.interactions import Interactions
from ml.data.splitting import HeldOut
from ml.errors import UnusableData

SETTINGS = Settings(database_url="", model_dir=Path("models"))
HOUR = 3600
BEGIN = 880_000_000

FORMS = {
    "spaces": "1 10\n1 11\n2 10\n",
    "tabs": "1\t10\n1\t11\n2\t10\n",
    "commas": "1,10\n1,11\n2,10\n",
    "windows": "1,10\r\n1,11\r\n2,10\r\n",
    "header": "user_id,item_id\n1,10\n1,11\n2,10\n",
    "header nobody knows": "wer was\n1 10\n1 11\n2 10\n",
    "typed header": "user_id:token\titem_id:token\n1\t10\n1\t11\n2\t10\n",
    "twice": "1 10\n1 11\n1 10\n2 10\n",
    "lists": "1 10 11\n2 10\n",
    "lists with an empty one": "1 10 11\n2 10\n3\n",
    "constant rating": "1 10 1\n1 11 1\n2 10 1\n",
}


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    if name.endswith(".gz"):
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text)
    return path


def ids(interactions: Interactions, events: Interactions | HeldOut | None = None) -> set[tuple[int, int]]:
    """Pairs of ids."""
    of = interactions if events is None else events
    readers, books = interactions.readers.ids[of.reader], interactions.books.ids[of.book]
    return set(zip(readers.tolist(), books.tolist(), strict=True))


@pytest.mark.parametrize("form", FORMS)
def test_pairs_are_read_in_every_form(tmp_path: Path, form: str) -> None:
    benchmark = pairs.load(written(tmp_path, "train.txt", FORMS[form]), None, SETTINGS)
    assert ids(benchmark.interactions) == {(1, 10), (1, 11), (2, 10)}
    assert benchmark.interactions.stars.tolist() == [0, 0, 0]
    assert benchmark.interactions.weight.tolist() == [1.0, 1.0, 1.0]


def test_a_compressed_file_is_read_like_a_plain_one(tmp_path: Path) -> None:
    plain = pairs.read_table(written(tmp_path, "a.txt", FORMS["spaces"]))
    compressed = pairs.read_table(written(tmp_path, "b.txt.gz", FORMS["spaces"]))
    assert plain.user.tolist() == compressed.user.tolist()
    assert plain.item.tolist() == compressed.item.tolist()


def test_ids_may_be_words(tmp_path: Path) -> None:
    benchmark = pairs.load(written(tmp_path, "train.txt", "ann dune\nann emma\nbob emma\n"), None, SETTINGS)
    assert ids(benchmark.interactions) == {(0, 0), (0, 1), (1, 1)}


@pytest.mark.parametrize(
    ("ratings", "stars"),
    [
        (["1", "2", "3", "4", "5"], [1, 2, 3, 4, 5]),
        (["0.5", "1.5", "3", "4.5", "5"], [1, 2, 3, 5, 5]),
        (["1", "4", "6", "9", "10"], [1, 2, 3, 5, 5]),
    ],
)
def test_ratings_of_any_scale_become_stars(tmp_path: Path, ratings: list[str], stars: list[int]) -> None:
    text = "".join(f"1,{place},{rating}\n" for place, rating in enumerate(ratings))
    benchmark = pairs.load(written(tmp_path, "train.csv", text), None, SETTINGS)
    order = np.argsort(benchmark.interactions.book)
    assert benchmark.interactions.stars[order].tolist() == stars


@pytest.mark.parametrize("rating", ["", "\t4"])
def test_timestamps_are_the_order_with_and_without_a_rating(tmp_path: Path, rating: str) -> None:
    moments = {10: 3, 11: 1, 12: 2, 13: 0}
    text = "".join(f"7\t{item}{rating}\t{BEGIN + hour * HOUR}\n" for item, hour in moments.items())
    benchmark = pairs.load(written(tmp_path, "train.tsv", text), None, SETTINGS)
    interactions, split = benchmark.interactions, benchmark.split
    assert interactions.books.ids[interactions.book].tolist() == [13, 11, 12, 10]
    assert ids(interactions, split.test) == {(7, 10)}
    assert ids(interactions, split.validation) == {(7, 12)}


@pytest.mark.parametrize("test_text", ["1 12\n2 11\n2 13\n", "1 12\n2 11 13\n"])
def test_a_test_file_says_what_is_to_be_found_and_none_of_it_trains(tmp_path: Path, test_text: str) -> None:
    # The pair (2, 13) is in both files.
    train = written(tmp_path, "train.txt", "1 10\n1 11\n1 13\n2 10\n2 12\n2 13\n3 10\n3 11\n3 12\n")
    benchmark = pairs.load(train, written(tmp_path, "test.txt", test_text), SETTINGS)
    interactions, split = benchmark.interactions, benchmark.split
    asked = {(1, 12), (2, 11), (2, 13)}
    assert ids(interactions, split.test) == asked
    assert not ids(interactions, split.before_test) & asked
    # Reader 2 has two training pairs left: too few to give one.
    assert sorted(reader for reader, _ in ids(interactions, split.validation)) == [1, 3]
    final = benchmark.final_split()
    assert ids(interactions, final.train) == ids(interactions, split.train) | ids(interactions, split.validation)
    assert not len(final.validation)


def test_a_reader_of_the_test_file_may_be_new(tmp_path: Path) -> None:
    train = written(tmp_path, "train.txt", "1 10\n1 11\n2 10\n")
    benchmark = pairs.load(train, written(tmp_path, "test.txt", "9 11\n"), SETTINGS)
    assert ids(benchmark.interactions, benchmark.split.test) == {(9, 11)}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "no rows"),
        ("user_id item_id\n", "no rows"),
        ("1\n2\n", "user and item at least"),
        ("1 10 55\n1 11 44\n", "rating"),
        ("1 10 3 4\n1 11 4 5\n", "timestamp"),
        ("1 10 good\n1 11 bad\n", "rating and timestamp"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(UnusableData, match=complaint):
        pairs.read_table(written(tmp_path, "odd.txt", text))


@pytest.fixture
def goodbooks_folder(tmp_path: Path) -> Path:
    """Reader 7's profile is in time order, which is not the order of ids; readers 1 and 2 have no order."""
    profile = [(7, 30, 5), (7, 10, 3), (7, 40, 1), (7, 20, 4)]
    others = [(1, 10, 5), (1, 20, 2), (2, 30, 4), (2, 50, 4)]
    lines = ["user_id,book_id,rating\n", *(f"{u},{b},{s}\n" for u, b, s in profile)]
    written(tmp_path, "ratings_full_profiles.csv.gz", "".join(lines))
    lines = ["user_id,book_id,rating\n", *(f"{u},{b},{s}\n" for u, b, s in sorted(others + profile))]
    written(tmp_path, "ratings.csv", "".join(lines))
    books = [
        '10,"Ann Lee, Bo Wu",1997.0,"Dune (Dune, #1)",eng',
        '20,Ann Lee,,"Dune Two (Dune, #2)",eng',
        "30,Bo Wu,-750.0,Epic,grc",
        "40,Ann Lee,1999.0,Other,",
        "50,,2000.0,,eng",
    ]
    header = "book_id,authors,original_publication_year,title,language_code\n"
    written(tmp_path, "books.csv", header + "\n".join(books) + "\n")
    genres = "".join(f'{book},{book},"fiction,{tag}"\n' for book, tag in ((10, "sf"), (20, "crime"), (30, "poetry")))
    written(tmp_path, "book_genres.csv", "book_id,goodreads_book_id,genres\n" + genres)
    return tmp_path


def test_of_goodbooks_the_last_book_of_a_profile_is_to_be_found(goodbooks_folder: Path) -> None:
    benchmark = goodbooks.load(goodbooks_folder, SETTINGS)
    interactions, split = benchmark.interactions, benchmark.split
    assert len(interactions) == 8
    assert ids(interactions, split.test) == {(7, 20)}
    assert ids(interactions, split.validation) == {(7, 40)}
    assert ids(interactions, split.train) == {(7, 30), (7, 10), (1, 10), (1, 20), (2, 30), (2, 50)}
    mine = interactions.reader == interactions.readers.indices(np.array([7]))[0]
    assert interactions.books.ids[interactions.book[mine]].tolist() == [30, 10, 40, 20]
    assert not benchmark.refit


def test_goodbooks_tells_of_its_books(goodbooks_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(goodbooks, "TAG_BOOKS_AT_LEAST", 1)
    catalogue = goodbooks.load(goodbooks_folder, SETTINGS).catalogue
    assert catalogue is not None
    assert catalogue.title[0] == "Dune (Dune, #1)"
    assert catalogue.year.tolist() == [1997, 0, -750, 1999, 2000]
    assert np.diff(catalogue.author.offsets).tolist() == [2, 1, 1, 1, 0]
    assert catalogue.author.first().tolist() == [0, 0, 1, 0, -1]
    assert catalogue.series[0] == catalogue.series[1] >= 0
    assert catalogue.language.tolist() == [0, 0, 1, -1, 0]
    # Every book here is fiction, which says nothing: the main category is the other one.
    crime, poetry, science_fiction = 0, 2, 3
    assert catalogue.category.first().tolist() == [science_fiction, crime, poetry, -1, -1]


def test_ml_100k_is_split_by_its_moments_and_knows_its_readers(tmp_path: Path) -> None:
    rows = [(1, 5, 4, 3), (1, 6, 2, 1), (1, 7, 5, 2), (2, 5, 3, 1), (2, 6, 3, 0), (2, 7, 1, 9)]
    header = "user_id:token\titem_id:token\trating:float\ttimestamp:float\n"
    text = "".join(f"{u}\t{i}\t{s}\t{BEGIN + hour * HOUR}\n" for u, i, s, hour in rows)
    written(tmp_path, "ml-100k.inter", header + text)
    header = "item_id:token\tmovie_title:token_seq\trelease_year:token\tclass:token_seq\n"
    written(
        tmp_path,
        "ml-100k.item",
        header + "5\tToy Story\t1995\tAnimation Comedy\n6\tHeat\t1995\tAction\n7\tOdd\tV\tunknown\n",
    )
    header = "user_id:token\tage:token\tgender:token\toccupation:token\tzip_code:token\n"
    written(tmp_path, "ml-100k.user", header + "1\t24\tM\twriter\t85711\n2\t53\tF\tother\t94043\n")
    benchmark = ml_100k.load(tmp_path, SETTINGS)
    interactions = benchmark.interactions
    assert ids(interactions, benchmark.split.test) == {(1, 5), (2, 7)}
    assert ids(interactions, benchmark.split.validation) == {(1, 7), (2, 5)}
    assert benchmark.split.test.stars.tolist() == [4, 1]
    assert interactions.profile.tolist() == [[1, 2, 2], [2, 1, 1]]
    assert benchmark.catalogue is not None
    assert benchmark.catalogue.title == ("Toy Story", "Heat", "Odd")
    assert benchmark.catalogue.year.tolist() == [1995, 1995, 0]


@pytest.fixture
def ncf_folder(tmp_path: Path) -> Path:
    """Two readers, six films; the left-out film of reader 1 is among its own negatives."""
    written(tmp_path, "ml-1m.train.pairs.tsv.gz", "0\t0\n0\t1\n0\t2\n1\t0\n1\t3\n")
    written(tmp_path, "ml-1m.test.rating", "0\t3\t5\t978824351\n1\t4\t3\t978300174\n")
    written(tmp_path, "ml-1m.test.negative", "(0,3)\t4\t5\n(1,4)\t4\t2\n")
    films = "".join(f"{item}\t{item + 100}\tFilm {item} (199{item})\tDrama|War\n" for item in range(6))
    written(tmp_path, "items.tsv", "ncf_item\tmovie_id\ttitle\tgenres\n" + films)
    people = "0\t1\tF\t1\t10\t48067\n1\t2\tM\t56\t16\t70072\n"
    written(tmp_path, "users.tsv", "ncf_user\tuser_id\tgender\tage\toccupation\tzip\n" + people)
    return tmp_path


def test_ncf_ml_1m_comes_with_its_own_negatives(ncf_folder: Path) -> None:
    benchmark = ncf_ml_1m.load(ncf_folder, SETTINGS)
    interactions, split = benchmark.interactions, benchmark.split
    assert ids(interactions, split.test) == {(0, 3), (1, 4)}
    assert benchmark.candidates is not None
    assert benchmark.candidates.tolist() == [[4, 5], [4, 2]]
    assert benchmark.refit
    assert len(split.validation) == 2
    assert not ids(interactions, split.before_test) & ids(interactions, split.test)
    assert benchmark.catalogue is not None
    assert benchmark.catalogue.title[3] == "Film 3"
    assert benchmark.catalogue.year[3] == 1993


def test_validation_of_ncf_ml_1m_uses_training_pairs_only(ncf_folder: Path) -> None:
    benchmark = ncf_ml_1m.load(ncf_folder, SETTINGS)
    interactions, split = benchmark.interactions, benchmark.split
    assert ids(interactions, split.validation) < ids(interactions, split.before_test)
    assert benchmark.validation_candidates is not None
    for reader, negatives in enumerate(benchmark.validation_candidates.tolist()):
        had = {book for who, book in ids(interactions, split.before_test) if who == reader}
        assert set(negatives) - {-1} == set(range(6)) - had


def test_negatives_of_other_pairs_are_noticed(ncf_folder: Path) -> None:
    written(ncf_folder, "ml-1m.test.negative", "(0,3)\t4\t5\n(1,5)\t4\t2\n")
    with pytest.raises(UnusableData, match="same pairs"):
        ncf_ml_1m.load(ncf_folder, SETTINGS)


def test_a_file_that_lacks_is_named(goodbooks_folder: Path) -> None:
    (goodbooks_folder / "book_genres.csv").unlink()
    with pytest.raises(UnusableData, match=r"book_genres\.csv"):
        goodbooks.load(goodbooks_folder, SETTINGS)


def test_a_column_that_lacks_is_named(goodbooks_folder: Path) -> None:
    written(goodbooks_folder, "book_genres.csv", "book_id,tags\n10,sf\n")
    with pytest.raises(UnusableData, match="no column genres"):
        goodbooks.load(goodbooks_folder, SETTINGS)


@pytest.mark.parametrize("load", [goodbooks.load, ml_100k.load, ncf_ml_1m.load])
def test_a_folder_that_lacks_is_named(tmp_path: Path, load: object) -> None:
    assert callable(load)
    with pytest.raises(UnusableData, match="no data folder"):
        load(tmp_path / "nowhere", SETTINGS)


def test_validation_is_asked_like_the_test(ncf_folder: Path) -> None:
    benchmark: Benchmark = ncf_ml_1m.load(ncf_folder, SETTINGS)
    asked = benchmark.validation_split()
    assert asked.test is benchmark.split.validation
    assert asked.before_test is benchmark.split.train
