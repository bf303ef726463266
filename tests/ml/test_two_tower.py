from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from ml.data.catalogue import Catalogue, Ragged
from ml.data.histories import histories_of
from ml.data.interactions import Interactions
from ml.feature_config import TwoTowerConfig
from ml.models.base import FitOptions, Validation
from ml.models.book_content import content_of
from ml.models.two_tower import TwoTower
from tests.ml.contract import PersonalContract
from tests.ml.libraries import START, Row, catalogue_of, history, interactions_from

# Enough to learn a checkerboard, in a second or two.
QUICK = TwoTowerConfig(
    embedding_size=16, fact_size=8, word_size=8, filters=8, units=32, epochs=6, cuts_per_reader=16, learning_rate=0.01
)
KNOWN, ALL = 20, 30
COLD = np.arange(KNOWN, ALL)


class TestTwoTower(PersonalContract):
    @classmethod
    def make(cls) -> TwoTower:
        return TwoTower(QUICK)


@pytest.fixture(scope="module")
def library() -> Interactions:
    """Even readers read even books of the first twenty, odd readers odd ones; nobody has touched the last ten."""
    rows: list[Row] = []
    for reader in range(20):
        own = [book for book in range(reader % 2, KNOWN, 2) if book != reader]
        rows += [(reader, book, 5, START + timedelta(days=i), None) for i, book in enumerate(own)]
    return interactions_from(rows, list(range(ALL)))


@pytest.fixture(scope="module")
def model(library: Interactions) -> TwoTower:
    return _fitted(library, catalogue_of(library))


def _fitted(library: Interactions, catalogue: Catalogue | None, validation: Validation | None = None) -> TwoTower:
    model = TwoTower(QUICK)
    model.fit(library, FitOptions(seed=4, validation=validation, catalogue=catalogue))
    return model


def _titles_only(library: Interactions, titles: list[str]) -> Catalogue:
    nothing = Ragged(np.zeros(ALL + 1, dtype=np.int64), np.empty(0, dtype=np.int32))
    none = np.full(ALL, -1, dtype=np.int32)
    facts = catalogue_of(library)
    return replace(
        facts,
        title=tuple(titles),
        author=nothing,
        category=nothing,
        series=none,
        language=none,
        year=np.zeros(ALL, dtype=np.int32),
    )


def _even_readers_prefer_even_cold_books(model: TwoTower, library: Interactions) -> bool:
    cold = model.scores(histories_of(library))[:, COLD]
    even, odd = cold[:, COLD % 2 == 0], cold[:, COLD % 2 == 1]
    right = np.where(
        np.arange(20)[:, None] % 2 == 0, even.min(axis=1) > odd.max(axis=1), odd.min(axis=1) > even.max(axis=1)
    )
    return bool(right.diagonal().all())


def test_books_nobody_has_touched_get_finite_scores(model: TwoTower, library: Interactions) -> None:
    scores = model.scores(histories_of(library))
    assert scores.shape == (20, ALL)
    assert np.isfinite(scores).all()


def test_even_readers_get_even_books_that_nobody_has_touched(model: TwoTower, library: Interactions) -> None:
    assert _even_readers_prefer_even_cold_books(model, library)


def test_titles_alone_tell_new_books_apart(library: Interactions) -> None:
    titles = [f"{'storm' if b % 2 else 'harbour'} number {b}" for b in range(ALL)]
    model = _fitted(library, _titles_only(library, titles))
    assert _even_readers_prefer_even_cold_books(model, library)


def test_words_of_chinese_titles_alone_tell_new_books_apart(library: Interactions) -> None:
    # No two titles are equal; the words 森林 and 宇宙 stand in different places, without spaces around them.
    before = ["黑暗", "古老", "遥远", "神秘", "寂静"]
    after = ["故事", "历史", "传说", "秘密", "来信"]
    titles = [
        f"{before[b // 2 % 5]}{'宇宙' if b % 2 else '森林'}{'的' * (b % 4 // 2)}{after[b // 2 % 3]}{b}"
        for b in range(ALL)
    ]
    model = _fitted(library, _titles_only(library, titles))
    assert _even_readers_prefer_even_cold_books(model, library)


def test_a_new_book_is_its_facts_and_nothing_else(library: Interactions) -> None:
    facts = catalogue_of(library)
    twins = replace(
        facts, title=(*facts.title[:28], "the same book", "the same book"), language=np.zeros_like(facts.language)
    )
    twins = replace(twins, category=_one_each(twins.category, 28, 29), author=_one_each(twins.author, 28, 29))
    vectors = _fitted(library, replace(twins, year=np.full(ALL, 2000, dtype=np.int32))).book_vectors()
    np.testing.assert_allclose(vectors[28], vectors[29], rtol=1e-5)
    assert np.abs(vectors[26] - vectors[28]).max() > 1e-3


def _one_each(values: Ragged, one: int, other: int) -> Ragged:
    """The other book has what the first has."""
    copied = values.values.copy()
    copied[values.offsets[other]] = copied[values.offsets[one]]
    return Ragged(values.offsets, copied)


def test_vectors_have_length_one_and_their_product_is_the_score(model: TwoTower, library: Interactions) -> None:
    everyone = histories_of(library)
    readers, books = model.reader_vectors(everyone), model.book_vectors()
    np.testing.assert_allclose(np.linalg.norm(books, axis=1), 1.0, rtol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(readers, axis=1), 1.0, rtol=1e-5)
    np.testing.assert_allclose(readers @ books.T / QUICK.temperature, model.scores(everyone), rtol=1e-4, atol=1e-4)


def test_without_a_catalogue_the_books_that_were_read_are_still_learned(library: Interactions) -> None:
    newcomer = history([2, 6, 8])
    scores = _fitted(library, None).scores(newcomer)[0]
    assert np.isfinite(scores).all()
    assert scores[[4, 10, 12]].min() > scores[[3, 5, 11]].max()


def test_readers_without_history_are_told_apart_by_their_profile(library: Interactions) -> None:
    # Column 0 says nothing of taste, column 1 everything.
    profile = np.array([[1 + r % 3, 1 + r % 2] for r in range(20)], dtype=np.int32)
    model = _fitted(replace(library, profile=profile), catalogue_of(library))
    even, odd = (
        model.scores(replace(history([]), profile=np.array([[2, code]], dtype=np.int32)))[0] for code in (1, 2)
    )
    assert even[0:KNOWN:2].mean() > even[1:KNOWN:2].mean()
    assert odd[1:KNOWN:2].mean() > odd[0:KNOWN:2].mean()


def test_a_profile_that_training_never_saw_says_nothing(library: Interactions) -> None:
    model = _fitted(replace(library, profile=np.ones((20, 1), dtype=np.int32)), catalogue_of(library))
    unknown, silent = (
        model.scores(replace(history([2]), profile=np.array([[code]], dtype=np.int32))) for code in (7, 0)
    )
    np.testing.assert_array_equal(unknown, silent)


def test_facts_that_only_new_books_have_get_no_vector(library: Interactions) -> None:
    content = content_of(catalogue_of(library), np.arange(ALL) < KNOWN, QUICK)
    # Authors change every four books: those of the books from 20 on have written nothing before.
    np.testing.assert_array_equal(content.facts["author"].codes[COLD], 0)
    assert (content.facts["category"].codes[COLD] > 0).all()


def test_the_best_epoch_on_validation_is_kept(library: Interactions) -> None:
    everyone = histories_of(library)
    validation = Validation(everyone, np.arange(20, dtype=np.int32))
    model = _fitted(library, catalogue_of(library), validation)
    training = model.hyper_parameters()["training"]
    assert 1 <= training["epochs"] <= QUICK.epochs
    assert training["validation_ndcg_at_10"] > 0.3
