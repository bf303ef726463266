from ml.config import GateConfig
from ml.gate import PublishedRun, refusal

GATE = GateConfig(tolerance=0.1)
PROTOCOL = "leave-one-out"


def figures(ndcg: float, protocol: str = PROTOCOL) -> dict[str, object]:
    return {"ndcg_at_10": ndcg, "protocol": protocol}


def published(ndcg: float, protocol: str = PROTOCOL) -> PublishedRun:
    return PublishedRun(7, "ncf", {"model": figures(ndcg, protocol)})


def test_a_run_that_beats_popularity_is_published_when_nothing_is() -> None:
    assert refusal(figures(0.2), figures(0.1), None, GATE) is None


def test_a_run_that_only_equals_popularity_is_refused() -> None:
    assert "does not beat popularity" in (refusal(figures(0.1), figures(0.1), None, GATE) or "")


def test_a_run_worse_than_popularity_is_refused_even_if_better_than_the_published_one() -> None:
    assert refusal(figures(0.1), figures(0.2), published(0.05), GATE) is not None


def test_a_run_may_lose_as_much_as_the_tolerance_against_the_published_one() -> None:
    assert refusal(figures(0.181), figures(0.1), published(0.2), GATE) is None


def test_a_run_that_loses_more_than_the_tolerance_is_refused_and_says_against_which() -> None:
    assert "published run 7" in (refusal(figures(0.179), figures(0.1), published(0.2), GATE) or "")


def test_figures_of_another_protocol_are_not_compared() -> None:
    assert refusal(figures(0.15), figures(0.1), published(0.9, "random events"), GATE) is None


def test_a_published_run_without_figures_is_no_obstacle() -> None:
    assert refusal(figures(0.15), figures(0.1), PublishedRun(7, "ncf", None), GATE) is None
