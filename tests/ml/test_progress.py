import logging

import pytest

from ml.progress import Progress


def test_a_log_gets_plain_lines_with_rate_and_remaining_time(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = iter([0.0, 5.0, 20.0, 21.0])
    monkeypatch.setattr("ml.progress.time.monotonic", lambda: next(seconds))
    shown = Progress(terminal=False)
    with caplog.at_level(logging.INFO):
        for done in (10, 100, 105):
            shown("writing", done, 200)
    assert caplog.messages == ["writing: 100 of 200, 5/s, 20 s left"]


def test_a_terminal_gets_a_bar(capsys: pytest.CaptureFixture[str]) -> None:
    shown = Progress(terminal=True)
    shown("training", 3, 10)
    shown("training", 10, 10)
    bar = capsys.readouterr().err
    assert "training" in bar
    assert "/10" in bar
