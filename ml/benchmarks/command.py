"""The options of `python -m ml compare`."""

import argparse
from pathlib import Path

from ml.benchmarks.names import DATASETS, KNOW_CONTENT, PAIRS, Wishes, check_names, contenders
from ml.config import Settings
from ml.errors import UnknownModel, UnusableData

SAYS = "measure models side by side, on the library or on a public data set"


def add_options(parser: argparse.ArgumentParser) -> None:
    models = ",".join(contenders())
    parser.add_argument("--dataset", choices=DATASETS, required=True, help="what PATH holds; library needs no PATH")
    parser.add_argument("path", nargs="?", type=Path, metavar="PATH", help="the data set's folder; for pairs its file")
    parser.add_argument("--test", type=Path, metavar="FILE", help="pairs: what is to be found; else a split is made")
    parser.add_argument("--models", default=models, metavar="A,B,...", help=f"default: {models}")
    parser.add_argument("--seeds", type=_at_least_one, default=3, metavar="N", help="runs of each model (default: 3)")
    parser.add_argument("--seed", type=int, help="another first seed, and another split where one is made")
    parser.add_argument(
        "--cold", type=_share, metavar="SHARE", help="instead hold this share of the books out whole, and rank those"
    )
    parser.add_argument("--out", type=Path, metavar="FILE.json", help="figures as JSON; a chart (.png) beside it")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Check the options, compare, tell. Exit code 1 when a model has no figures. Raises JobError."""
    models = tuple(dict.fromkeys(name.strip() for name in options.models.split(",") if name.strip()))
    check_names(models)
    if options.test is not None and options.dataset != PAIRS:
        raise UnusableData(f"--test is for --dataset {PAIRS}; {options.dataset} has its own test events.")
    if options.cold is not None and not set(models) <= set(KNOW_CONTENT):
        raise UnknownModel(f"--cold is for models that know what a book is about: {', '.join(KNOW_CONTENT)}.")
    _check_out(options.out)
    # SciPy and the readers of data sets take half a second, for which the other steps must not pay.
    from ml.benchmarks.pipeline import compare_and_tell, load

    benchmark = load(options.dataset, options.path, options.test, settings)
    return compare_and_tell(benchmark, settings, Wishes(models, options.seeds, options.cold), options.out)


def _check_out(out: Path | None) -> None:
    """Before the work, not after it."""
    if out is None:
        return
    if out.suffix != ".json":
        raise UnusableData(f"--out is a .json file, not {out.name}; the chart gets the same name with .png.")
    if not out.resolve().parent.is_dir():
        raise UnusableData(f"There is no folder {out.resolve().parent} to write {out.name} into.")


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def _share(text: str) -> float:
    number = float(text)
    if not 0 < number < 1:
        raise argparse.ArgumentTypeError("between 0 and 1")
    return number
