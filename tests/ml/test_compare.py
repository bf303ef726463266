"""The whole command: files in, a table, JSON and a chart out; or one clear line."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ml import __main__ as command
from ml.benchmarks import library, peers
from ml.benchmarks.chart import draw
from ml.benchmarks.comparison import Comparison, figures, intervals
from ml.benchmarks.contenders import GRIDS
from ml.benchmarks.measuring import measure, tune
from ml.benchmarks.pairs import load
from ml.benchmarks.report import as_json, table
from ml.config import SplitConfig
from ml.data.loading import load_interactions
from ml.data.splitting import split_by_time
from ml.database import open_engine
from tests.ml.libraries import fill, settings_for, taste_rows
from tests.ml.test_compare_data import SETTINGS, written

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def pairs_file(tmp_path: Path) -> Path:
    text = "".join(
        f"{reader} {book} {stars} {at.timestamp():.0f}\n" for reader, book, stars, at, _ in taste_rows() if at
    )
    return written(tmp_path, "taste.txt", text)


def test_a_comparison_ends_in_a_table_a_json_file_and_a_chart(
    pairs_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "taste.json"
    arguments = ["compare", "--dataset", "pairs", str(pairs_file), "--models", "popularity,ease", "--out", str(out)]
    assert command.main(arguments) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("pairs: ")
    # The better one stands above the other.
    assert [line.split()[0] for line in said[4:6]] == ["ease", "popularity"]
    assert any(line.startswith("ease: l2") and "on the validation events" in line for line in said)
    told = json.loads(out.read_text())
    assert told["test_events"] == 60
    assert set(told["models"]) == {"popularity", "ease"}
    assert out.with_suffix(".png").read_bytes().startswith(PNG)
    ease = told["models"]["ease"]
    low, high = ease["intervals"]["ndcg_at_10"]
    assert low < ease["figures"]["ndcg_at_10"]["mean"] < high
    assert ease["figures"]["peak_memory_mb"]["mean"] > 30
    assert len(ease["tuning"]["tried"]) == len(GRIDS["ease"])
    assert told["machine"]["cores"] >= 1


def test_a_model_that_fails_costs_the_others_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    many = " ".join(map(str, range(peers.EASE_BOOKS_AT_MOST + 1)))
    train = written(tmp_path, "train.txt", f"1 {many}\n2 1 2 3\n3 1 2\n")
    test = written(tmp_path, "test.txt", "3 3\n")
    out = tmp_path / "out.json"
    arguments = ["compare", "--dataset", "pairs", str(train), "--test", str(test)]
    assert command.main([*arguments, "--models", "ease,popularity", "--out", str(out)]) == 1
    assert "ease has no figures: ease is for" in capsys.readouterr().out
    told = json.loads(out.read_text())
    assert list(told["models"]) == ["popularity"]
    assert list(told["failed"]) == ["ease"]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--dataset", "pairs", "FILE", "--models", "popularity,oracle"], "no model 'oracle'"),
        (["--dataset", "pairs", "nowhere.txt"], "no file nowhere.txt"),
        (["--dataset", "goodbooks", "nowhere"], "no data folder nowhere"),
        (["--dataset", "ml-100k"], "needs the PATH"),
        (["--dataset", "ml-100k", "FILE", "--test", "FILE"], "--test is for"),
        (["--dataset", "library", "FILE"], "takes no PATH"),
        (["--dataset", "pairs", "FILE", "--models", "popularity", "--cold", "0.1"], "--cold is for models"),
        (["--dataset", "pairs", "FILE", "--out", "nowhere/out.json"], "no folder"),
        (["--dataset", "pairs", "FILE", "--out", "out.txt"], "is a .json file"),
    ],
)
def test_what_cannot_be_compared_is_said_in_one_line_with_exit_code_2(
    pairs_file: Path, caplog: pytest.LogCaptureFixture, arguments: list[str], complaint: str
) -> None:
    assert command.main(["compare", *(str(pairs_file) if word == "FILE" else word for word in arguments)]) == 2
    assert len(caplog.records) == 1
    assert complaint in caplog.text
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize(
    "arguments", [["--dataset", "netflix", "x"], ["x"], ["--dataset", "pairs", "x", "--seeds", "0"]]
)
def test_wrong_words_are_told_with_exit_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(["compare", *arguments])
    assert ended.value.code == 2
    assert "error:" in capsys.readouterr().err


def measured(path: Path, models: dict[str, int]) -> tuple[Any, Comparison]:
    """The same in this process, which is quicker: models with their numbers of seeds."""
    benchmark = load(path, None, SETTINGS)
    comparison = Comparison()
    for name, seeds in models.items():
        runs = [measure(name, benchmark, replace(SETTINGS, seed=seed), {}) for seed in range(seeds)]
        comparison.measured[name] = runs
    return benchmark, comparison


def test_seeds_give_a_mean_and_a_spread(pairs_file: Path) -> None:
    pytest.importorskip("implicit")
    _, comparison = measured(pairs_file, {"implicit_als": 3})
    gains = [run.metrics["ndcg_at_10"] for run in comparison.measured["implicit_als"]]
    told = figures(comparison, "implicit_als")["ndcg_at_10"]
    assert told["mean"] == pytest.approx(sum(gains) / 3)
    assert told["spread"] > 0


def test_the_first_model_is_what_others_are_held_against_where_ours_is_not_there(pairs_file: Path) -> None:
    _, comparison = measured(pairs_file, {"ease": 1, "popularity": 1})
    assert "reference_ahead_by" not in intervals(comparison, "ease", seed=1)
    ahead = intervals(comparison, "popularity", seed=1)["reference_ahead_by"]
    assert ahead["reference"] == "ease"
    mean, low, high = ahead["ndcg_at_10"]
    own, floor = (figures(comparison, name)["ndcg_at_10"]["mean"] for name in ("ease", "popularity"))
    assert mean == pytest.approx(own - floor)
    assert 0 < low < mean < high


def test_tuning_takes_the_best_on_the_validation_events(pairs_file: Path) -> None:
    tuning = tune("ease", load(pairs_file, None, SETTINGS), SETTINGS)
    best = max(tuning.tried, key=lambda row: row["ndcg_at_10"])
    assert tuning.choice == {"l2": best["l2"]}


def test_a_table_is_aligned_and_leaves_empty_what_a_model_cannot_tell(pairs_file: Path) -> None:
    benchmark, comparison = measured(pairs_file, {"popularity": 1, "ease": 1})
    lines = table(as_json(benchmark, comparison, SETTINGS)).splitlines()
    assert len({len(line) for line in lines[2:6]}) == 1
    # Neither predicts stars.
    error = lines[2].index("RMSE")
    assert lines[4][error : error + 4].strip() == ""


def test_a_chart_is_drawn_of_models_that_found_nothing(tmp_path: Path) -> None:
    nothing = {"mean": 0.0, "spread": 0.0}
    model = {
        "figures": {"ndcg_at_10": nothing, "hr_at_10": nothing},
        "intervals": {"ndcg_at_10": [0.0, 0.0], "hr_at_10": [0.0, 0.0]},
    }
    draw({"dataset": "pairs", "protocol": "none", "models": {"popularity": model}}, tmp_path / "chart.png")
    assert (tmp_path / "chart.png").read_bytes().startswith(PNG)


def test_the_library_is_compared_on_the_very_split_of_the_nightly_run(database_url: str, tmp_path: Path) -> None:
    fill(database_url, taste_rows(), opted_out=(3,))
    settings = settings_for(database_url, tmp_path)
    benchmark = library.load(settings)
    engine = open_engine(database_url)
    split = split_by_time(load_interactions(engine, settings.signals), SplitConfig(), settings.seed)
    engine.dispose()
    assert benchmark.split.test.reader.tolist() == split.test.reader.tolist()
    assert benchmark.split.test.book.tolist() == split.test.book.tolist()
    assert len(benchmark.split.train) == len(split.train)
    assert not benchmark.refit
    assert benchmark.catalogue is not None
    assert benchmark.catalogue.title[0].startswith("book 1")


@pytest.mark.real_data
def test_popularity_finds_what_it_is_known_to_find(real_data: Path, tmp_path: Path) -> None:
    out = tmp_path / "popularity.json"
    folder = real_data / "ml-100k"
    arguments = ["compare", "--dataset", "ml-100k", str(folder), "--models", "popularity", "--out", str(out)]
    assert command.main(arguments) == 0
    told = json.loads(out.read_text())
    assert (told["readers"], told["books"], told["test_events"]) == (943, 1682, 943)
    assert told["models"]["popularity"]["figures"]["hr_at_10"]["mean"] == pytest.approx(0.0838, abs=0.0005)
