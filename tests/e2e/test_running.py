"""Starting, starting again and stopping, as somebody at a terminal sees it."""

from tests.e2e.conftest import Portal, start_portal


def test_the_first_start_says_what_it_does_and_ends_with_the_accounts(portal: Portal) -> None:
    said = "\n".join(portal.said)
    assert "Preparing the database" in said
    assert "Training the recommender" in said
    assert f"Shelfwise is at {portal.address}" in said
    assert "reader, staff, admin" in said
    assert "shelfwise-demo" in said


def test_a_second_start_does_nothing_twice_and_ctrl_c_stops_it_cleanly(portal: Portal) -> None:
    second = start_portal(portal.folder)
    said = "\n".join(second.said)
    assert "Preparing" not in said
    assert "Training" not in said
    second.said.clear()
    assert second.stop() == 0
    assert "".join(second.said) == "", "nothing to report"
