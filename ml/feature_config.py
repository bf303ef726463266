"""Hyper-parameters of the models that read facts of readers and books, explained once, in the words of ml.config."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TwoTowerConfig:
    """Hyper-parameters of the two towers.

    Chosen by NDCG@10 on books that training has not seen: a tenth of goodbooks' books, for a part of its readers. With
    vectors half as long, temperature 0.1, smaller steps and no straight way past the hidden layer: 0.17, not 0.25.
    """

    embedding_size: int = 128
    """Length of the reader's and the book's unit vector."""

    fact_size: int = 64
    """Length of the vector of one category, author, series, language or year bucket."""

    word_size: int = 32
    """Length of the vector of one word of a title."""

    title_length: int = 16
    """Words of a title that are read."""

    filter_widths: tuple[int, ...] = (1, 2, 3)
    """Words that a filter of the TextCNN sees at once."""

    filters: int = 32
    """Filters of each width."""

    word_books_at_least: int = 2
    """A word in fewer titles than this has no vector of its own, but shares a bucket with others."""

    word_buckets: int = 1_000
    """Buckets for rare words."""

    id_dropout: float = 0.5
    """Share of books that lose their own vector in a training step, so that the facts alone must do."""

    dropout: float = 0.2
    """Share of what enters a tower's dense layers that is dropped in training."""

    units: int = 128
    """Width of each tower's hidden layer."""

    temperature: float = 0.05
    """Cosines are divided by this: the smaller, the more the very best book counts."""

    history_length: int = 100
    """Latest events of a reader that make the reader vector."""

    recency_power: float = 0.5
    """The k-th latest event weighs 1 / k ** recency_power in the recent half of the reader vector."""

    history_dropout: float = 0.2
    """Share of history events dropped in training."""

    targets: int = 5
    """Books that are asked for in an example: those after a random moment, or books out of the middle."""

    next_share: float = 0.5
    """Share of the examples with a known order that ask for the next books; the others ask for books of the middle."""

    cuts_per_reader: int = 4
    """Examples per reader with a known order and epoch; readers of unknown order give one, unless all are."""

    sampled_books: int = 1_000
    """Books drawn at random as competitors in each step, besides the other readers' targets."""

    epochs: int = 10
    """Passes over the readers at most."""

    patience: int = 2
    """Epochs without a better validation NDCG@10 before training stops; the best epoch's weights are kept."""

    batch_size: int = 512
    """Readers per training step at most; small libraries take smaller steps (see steps_at_least)."""

    steps_at_least: int = 60
    """Training steps per epoch that the batch size gives way to, down to 32 readers."""

    learning_rate: float = 0.005
    """Step size of Adam."""

    validation_readers_at_most: int = 3_000
    """More validation readers than this are sampled: they are ranked twice after every epoch."""


@dataclass(frozen=True)
class CtrConfig:
    """Hyper-parameters of the click-through network on a retrieved shortlist."""

    shortlist: int = 100
    """Books retrieved for each reader and ranked again; must be more than a list with its reserve."""

    mlp_units: tuple[int, ...] = (32, 16)
    """Widths of the hidden layers; one unit with a sigmoid follows: the probability that the book is chosen."""

    held_back: int = 10
    """Training events of a reader (at most a tenth of them, but one of four or more) that the retrieval does not see:
    the books to be found on the shortlist. On events it has seen, the network would learn to trust it too much."""

    readers_at_most: int = 10_000
    """Readers whose shortlists train the network (a sample); bounds time and memory."""

    negatives_per_reader: int = 30
    """Books of a reader's shortlist, not chosen, that are kept as negatives (a sample)."""

    epochs: int = 20
    """Passes over the examples at most."""

    patience: int = 3
    """Epochs without a better validation NDCG@10 before training stops; the best epoch's weights are kept."""

    batch_size: int = 1_024
    """Examples per training step at most; small libraries take smaller steps (see steps_at_least)."""

    steps_at_least: int = 60
    """Training steps per epoch that the batch size gives way to, down to 32 examples."""

    learning_rate: float = 0.003
    """Step size of Adam."""

    l2: float = 1e-5
    """Penalty on the squares of the network's weights."""

    dropout: float = 0.1
    """Share of the first hidden layer that is dropped in training."""

    validation_readers_at_most: int = 3_000
    """More validation readers than this are sampled: their shortlists stay in memory."""
