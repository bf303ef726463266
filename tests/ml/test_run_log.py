import logging

from ml.run_log import CUT, RunLog

log = logging.getLogger("ml.somewhere")


def test_what_the_job_says_is_kept_with_its_time() -> None:
    kept = RunLog()
    log.warning("before")
    with kept.listening():
        log.info("Loaded %s ratings.", 12)
        logging.getLogger("elsewhere").warning("not ours")
    log.warning("after")
    (line,) = kept.text().splitlines()
    assert line.endswith("Loaded 12 ratings.")
    assert line[2] == line[5] == ":"


def test_a_later_step_goes_on_where_an_earlier_one_stopped() -> None:
    kept = RunLog("13:00:00 trained\n13:00:01 saved")
    with kept.listening():
        log.info("measured")
    assert [line.split()[-1] for line in kept.text().splitlines()] == ["trained", "saved", "measured"]


def test_a_log_that_is_too_long_keeps_its_beginning_and_its_end() -> None:
    kept = RunLog()
    with kept.listening():
        for number in range(3_000):
            log.info("第 %s 行，共三千行", number)
    lines = kept.text().splitlines()
    assert lines[0].endswith("第 0 行，共三千行")
    assert lines[-1].endswith("第 2999 行，共三千行")
    assert lines.count(CUT) == 1
    # What MySQL's TEXT holds.
    assert 50_000 < len(kept.text().encode()) < 65_535


def test_one_endless_line_is_cut_too() -> None:
    kept = RunLog()
    with kept.listening():
        log.info("x" * 1_000_000)
    assert len(kept.text().encode()) < 65_535


def test_the_loggers_level_is_as_before() -> None:
    before = logging.getLogger("ml").level
    with RunLog().listening():
        pass
    assert logging.getLogger("ml").level == before
