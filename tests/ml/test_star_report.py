import numpy as np
import pytest

from ml.star_report import star_report


def report(predicted: list[float], actual: list[int]) -> dict[str, float]:
    return star_report(np.array(predicted, dtype=np.float32), np.array(actual, dtype=np.int8))


def test_the_figures_are_what_they_are_by_hand() -> None:
    # Rounded: 5, 4, 4, 2, 1. Class 5: precision 1/1, recall 1/2; class 4: 1/2, 1/1; class 3: 0, 0; class 1: 1/1, 1/1.
    figures = report([4.6, 4.2, 3.5, 2.4, 0.7], [5, 5, 4, 3, 1])
    assert figures["rmse"] == pytest.approx(np.sqrt((0.16 + 0.64 + 0.25 + 0.36 + 0.09) / 5), rel=1e-5)
    assert figures["mae"] == pytest.approx((0.4 + 0.8 + 0.5 + 0.6 + 0.3) / 5, rel=1e-5)
    assert figures["star_accuracy"] == pytest.approx(3 / 5)
    assert figures["star_precision"] == pytest.approx((2 * 1 + 1 / 2 + 0 + 1) / 5)
    assert figures["star_recall"] == pytest.approx((2 * 1 / 2 + 1 + 0 + 1) / 5)
    assert figures["star_f1"] == pytest.approx((2 * 2 / 3 + 2 / 3 + 0 + 1) / 5)


def test_half_a_star_is_of_the_class_of_the_next_whole_one() -> None:
    figures = star_report(np.array([3.6, 4.4]), np.array([3.5, 4.5]))
    assert figures["mae"] == pytest.approx(0.1)
    assert figures["star_accuracy"] == 0.5


def test_right_stars_are_right_in_every_figure() -> None:
    figures = report([1, 2, 3, 4, 5, 5], [1, 2, 3, 4, 5, 5])
    assert [figures.pop(name) for name in ("rmse", "mae")] == [0.0, 0.0]
    assert set(figures.values()) == {1.0}


def test_always_the_commonest_star_is_no_good_report() -> None:
    figures = report([4.0] * 10, [4] * 6 + [1] * 4)
    assert figures["star_accuracy"] == pytest.approx(0.6)
    assert figures["star_f1"] == pytest.approx(0.6 * (2 * 0.6 / 1.6))


def test_stars_beyond_the_scale_count_as_its_ends() -> None:
    assert report([7.2, -3.0], [5, 1])["star_accuracy"] == 1.0
