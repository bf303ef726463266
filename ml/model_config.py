"""Hyper-parameters of the models beside the default one, each explained once, in the words of ml.config."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TrendConfig:
    """Popularity that fades: what is read now, not what was read once."""

    half_life_days: float = 60.0
    """A reader of so many days ago counts half as much as one of today."""

    def __post_init__(self) -> None:
        if not self.half_life_days > 0:
            raise ValueError("half_life_days is more than 0")


@dataclass(frozen=True)
class NeighbourConfig:
    """Hyper-parameters of the two neighbourhood models, user_knn and item_knn."""

    neighbours: int = 30
    """Nearest readers that speak for a reader, or nearest books that a book speaks for."""

    neighbours_grid: tuple[int, ...] = (10, 30, 100)
    """Grid for neighbours, on validation events; empty: the value above holds."""

    shrinkage: float = 5.0
    """Added to the denominator of the cosine, so that two that share one accident are not called alike."""

    shrinkages: tuple[float, ...] = (0.0, 5.0, 20.0)
    """Grid for shrinkage."""

    choice_readers: tuple[int, int] = (50, 3_000)
    """Validation readers at least, or nothing is chosen, and at most (a sample)."""


@dataclass(frozen=True)
class GruConfig:
    """Hyper-parameters of the recurrent model."""

    history_length: int = 50
    """Latest books that are read one after the other; in training, a random stretch of so many."""

    embedding_size: int = 64
    """Length of the book vectors, and of the state that the network carries from book to book."""

    epochs: int = 20
    """Passes over the readers at most; early stopping usually ends sooner."""

    patience: int = 3
    """Epochs without a better validation NDCG@10 before training stops; the best epoch's weights are kept."""

    batch_size: int = 128
    """Readers per training step at most; each gives as many examples as he has books."""

    steps_at_least: int = 60
    """Training steps per epoch that the batch size gives way to, down to 32 readers."""

    learning_rate: float = 0.003
    """Step size of Adam."""

    dropout: float = 0.25
    """Share of the elements of book vectors and states dropped in training."""

    negatives: int = 1_000
    """Books drawn by popularity for each training step, against which the next books have to win (sampled softmax).
    A library of no more books than that is trained with all of them (full softmax)."""

    unordered_weight: float = 0.3
    """Weight in the loss of readers whose order is unknown, where others' is known: they tell taste, not sequence."""


@dataclass(frozen=True)
class RatingNcfConfig:
    """Hyper-parameters of the star-predicting network: 64-d vectors, concatenated, Dense 64-32-1, sigmoid x 5, MSE."""

    embedding_size: int = 64
    """Length of reader and book vectors."""

    mlp_units: tuple[int, ...] = (64, 32)
    """Widths of the hidden layers; one unit with a sigmoid follows."""

    epochs: int = 20
    """Passes over the stars at most."""

    patience: int = 2
    """Epochs without a smaller error on the validation stars before training stops; the best epoch's weights stay."""

    batch_size: int = 1_024
    """Stars per training step at most; small libraries take smaller steps (see steps_at_least)."""

    steps_at_least: int = 60
    """Training steps per epoch that the batch size gives way to, down to 32 stars."""

    learning_rate: float = 0.001
    """Step size of Adam."""

    l2: float = 1e-3
    """Penalty on the squares of the two vectors of each example."""

    neighbours: int = 50
    """Training readers with the most in common whose mean vector stands for a reader who has none."""


@dataclass(frozen=True)
class NeumfConfig:
    """Hyper-parameters of NeuMF as published (He et al. 2017), with larger steps: one machine, minutes not hours."""

    variant: str = "neumf"
    """gmf, mlp, or neumf, which joins the two."""

    embedding_size: int = 64
    """Length of GMF's reader and book vectors (the paper's predictive factors)."""

    mlp_embedding_size: int = 128
    """Length of the MLP's reader and book vectors; concatenated they are twice as long."""

    mlp_units: tuple[int, ...] = (256, 128, 64)
    """Widths of the MLP's three hidden layers, halved from layer to layer. Two layers of 128 and 64 lose: the MLP alone
    on validation pairs of MovieLens-1M, NDCG@10 0.555, with three 0.565."""

    negatives: int = 4
    """Books drawn for each book that a reader had, all with equal chance, never one that speaks for the reader."""

    pretrain: bool = True
    """neumf only: train GMF and MLP alone first, join them half and half (alpha 0.5), fine-tune with plain SGD."""

    gmf_epochs: int = 20
    """Passes at most of GMF, alone or as the first part."""

    mlp_epochs: int = 20
    """Passes at most of the MLP, alone or as the second part."""

    epochs: int = 10
    """Passes at most of NeuMF: with pre-training the fine-tuning, else all of it."""

    patience: int = 2
    """Epochs without a better validation NDCG@10 before training stops; the best epoch's weights are kept."""

    batch_size: int = 205
    """Positive events per training step at most; with their negatives the paper's 1,024 examples. Larger steps lose:
    the MLP alone on validation pairs of MovieLens-1M, NDCG@10 0.556 with 205 and 0.551 with 512."""

    steps_at_least: int = 60
    """Training steps per epoch that the batch size gives way to, down to 32 events."""

    mean_over: float = 0.4
    """Epochs over which the weights are averaged; the mean is what is judged and kept. GMF alone on validation pairs of
    MovieLens-1M: NDCG@10 0.580 in its best epoch, its last step alone 0.575."""

    learning_rate: float = 0.001
    """Step size of Adam."""

    fine_tuning_rate: float = 0.001
    """Step size of SGD after pre-training. Small, because it only loses what the two parts joined have: on validation
    pairs of MovieLens-1M NDCG@10 0.5848, after an epoch 0.5843; with 0.02, and with Adam at 0.0001, 0.579."""

    l2: float = 2e-3
    """Penalty on the squares of GMF's vectors of each example. Alone on validation pairs of MovieLens-1M: NDCG@10 0.573
    with 0.001, 0.576 with 0.005, 0.555 with 0.02."""

    mlp_l2: float = 0.0
    """The same for the MLP, whose layers keep it in bounds."""

    validation_readers: int = 2_000
    """Readers at most (a sample) by whom the epochs are chosen: the MLP over all their books takes its time."""

    neighbours: int = 50
    """Training readers with the most in common whose mean vectors stand for a reader who has none."""

    def __post_init__(self) -> None:
        if self.variant not in ("gmf", "mlp", "neumf"):
            raise ValueError("variant is gmf, mlp or neumf")
