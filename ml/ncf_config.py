"""Hyper-parameters of the default model, each explained once, in the words of ml.config."""

from dataclasses import dataclass, fields, replace
from typing import Any


@dataclass(frozen=True)
class NcfConfig:
    """Hyper-parameters of the neural collaborative filter, in the order in which its parts are trained.

    Chosen on validation events of goodbooks (order known) and MovieLens-1M (order unknown), never on test events. What
    differs most between libraries is chosen anew on the validation events of the very data: the values here are where
    that begins, and what holds when too few readers have a validation event.
    """

    order: str = "auto"
    """Whether readers' orders are known: "known", "unknown" (then UNKNOWN_ORDER holds), "auto" asks the data."""

    history_length: int = 100
    """Latest events of a reader that make the reader vector; older ones no longer change the order of the top."""

    recency_power: float = 1.0
    """The k-th latest event weighs 1 / k ** recency_power where the order is known: next follows last."""

    recency_powers: tuple[float, ...] = (0.25, 0.5, 1.0, 2.0)
    """Grid for recency_power. Not 0: lasting taste has its own place in the score, whatever is chosen here."""

    memory_l2: float = 200.0
    """Ridge penalty of the item-item memory."""

    memory_l2s: tuple[float, ...] = (50.0, 200.0, 800.0)
    """Grid for memory_l2: steps of four, because the best value is a broad one. Each costs one solve."""

    memory_dropout: float = 0.0
    """Share of a history that the memory is prepared to miss; 0.3 and 0.5 change nothing where the order is known."""

    memory_reader_power: float = 0.0
    """A reader's say in the memory falls with this power of the number of his events."""

    memory_neighbours: int = 50
    """Books that each book of a large library remembers. 50 lose nothing against all 10,000 of goodbooks (validation
    NDCG@10 0.164 and 0.163)."""

    memory_entries: int = 500_000
    """Entries that the memory may have in any case: a library of 700 books remembers every pair, where it helps."""

    memory_whole_books: int = 0
    """A memory of at most so many books keeps every pair, also those that speak against each other. Where the order is
    known that adds nothing, and costs time for each list."""

    memory_books_at_most: int = 15_000
    """The memory is solved for the most rated books only: time grows with their cube, memory with their square
    (2 GB here)."""

    following_reach: int = 10
    """Events after a book that count as following it, where the order is known."""

    following_neighbours: int = 50
    """Books that each book remembers as following it."""

    factors: int = 0
    """Length of the vectors of the matrix factorisation; 0 leaves it out. Where the order is known it adds nothing to
    what comes next (validation)."""

    factors_unobserved: float = 0.1
    """Weight of a book that a reader has not had, beside 1 for one that he likes."""

    factors_l2: float = 0.01
    """Penalty of the factorisation, per event."""

    factors_epochs: int = 8
    """Sweeps over readers and books."""

    embedding_size: int = 64
    """Length of reader and book vectors."""

    epochs: int = 10
    """Passes over the readers at most; early stopping usually ends sooner."""

    patience: int = 2
    """Epochs without a better validation NDCG@10 before training stops; the best epoch's weights are kept."""

    batch_size: int = 512
    """Examples per training step at most; small libraries take smaller steps (see steps_at_least)."""

    steps_at_least: int = 60
    """Training steps per epoch that the batch size gives way to, down to 32 examples."""

    cuts_per_reader: int = 8
    """Examples per reader with a known order and epoch: a random moment, what was read before, what came next."""

    targets: int = 3
    """Events after the moment that are to be predicted; the k-th counts 1 / k where the order is known."""

    target_power: float = 0.0
    """An example of n targets counts as n to the power of 1 - target_power."""

    unordered_weight: float = 0.3
    """Weight in the loss of readers whose order is unknown, where others' is known: they tell taste, not sequence."""

    learning_rate: float = 0.01
    """Step size of Adam for the embeddings."""

    dropout: float = 0.3
    """Share of the reader vector's elements dropped in training."""

    history_dropout: float = 0.2
    """Share of history events dropped in training, so that no single book carries a reader."""

    star_embedding_size: int = 16
    """Length of the vectors of the head that predicts stars."""

    star_shrinkage: float = 5.0
    """Imaginary average ratings added when a reader's or book's mean is estimated."""

    late_events: int = 10
    """Latest training events of a reader (at most a tenth of them, but one of four or more) that memory and embeddings
    do not see, to train the MLP on: on events the other parts have seen, it would learn to trust them too much."""

    retrieval_gains: tuple[float, ...] = (1.0, 0.0, 0.0, 0.25, 0.0, 0.25, 0.0, 0.0)
    """What retrieval goes by: gains of the OPINIONS of ml.models.choosing, each in units of its spread over the books
    that the reader has not had. Where the climb on validation events begins."""

    choice_readers: tuple[int, int] = (50, 3_000)
    """Validation readers at least, or nothing is chosen, and at most (a sample), so that the time is bounded."""

    shortlist: int = 100
    """Books retrieved for each reader and ranked again with the MLP; must be more than a list with its reserve."""

    mlp_units: int = 32
    """Width of the MLP's first layer, which is split into a reader part and a book part; the second has half."""

    mlp_epochs: int = 12
    """Passes over the late events at most; 0 leaves the MLP silent, and no event is kept from the other parts."""

    mlp_patience: int = 4
    """Patience of the MLP: an epoch costs half a second, and validation of so small a part is noisy."""

    mlp_learning_rate: float = 0.003
    """Step size of Adam for the MLP."""

    gain_learning_rate: float = 0.05
    """Step size of Adam for the weights of the linear part."""

    mlp_l2: float = 1e-4
    """Penalty on the squares of the MLP's weights."""

    def for_order(self, known: bool) -> "NcfConfig":
        """This configuration, settled for data of one kind; fields that were changed by people stand."""
        if self.order != "auto":
            return self
        if known:
            return replace(self, order="known")
        usual = {field.name: field.default for field in fields(self)}
        open_fields = {name: value for name, value in UNKNOWN_ORDER.items() if getattr(self, name) == usual[name]}
        return replace(self, order="unknown", **open_fields)


# Without order a taste of years is all there is: broad vectors that predict a random part of a history from the rest,
# and a factorisation. MovieLens-1M, two training pairs of each reader against 99 random films (validation only).
UNKNOWN_ORDER: dict[str, Any] = {
    "memory_l2": 500.0,
    "memory_l2s": (),
    "memory_dropout": 0.5,
    "memory_reader_power": 0.5,
    "memory_neighbours": 200,
    "memory_whole_books": 6_000,
    "recency_powers": (),
    "factors": 96,
    "embedding_size": 200,
    "epochs": 40,
    "patience": 40,
    "batch_size": 256,
    "steps_at_least": 20,
    "cuts_per_reader": 1,
    "targets": 1_000,
    "target_power": 0.5,
    "learning_rate": 0.005,
    "dropout": 0.5,
    "history_dropout": 0.0,
    "retrieval_gains": (0.5, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0),
    "mlp_epochs": 0,
}
