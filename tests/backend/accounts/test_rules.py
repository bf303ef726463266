import pytest

from backend.accounts.rules import name_problem, normalised_name, password_problem


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("林一", None),
        ("ada.lovelace-1815", None),
        ("x", "name_too_short"),
        ("x" * 33, "name_too_long"),
        ("two words", "name_characters"),
        ("<script>", "name_characters"),
        ("-starts-with-a-hyphen", "name_characters"),
    ],
)
def test_a_name_has_letters_of_any_script_digits_and_a_few_signs(name: str, problem: str | None) -> None:
    assert name_problem(name) == problem


def test_two_spellings_of_a_name_are_one_name() -> None:
    assert normalised_name("  ADA ") == normalised_name("ada") == normalised_name("ａｄａ")


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("correct horse battery", None),
        ("知识就是力量知识就", None),
        ("short", "password_too_short"),
        ("x" * 129, "password_too_long"),
        ("Librarian", "password_is_name"),
        ("aaaaaaaab", "password_too_simple"),
    ],
)
def test_a_password_is_long_and_neither_the_name_nor_one_letter(password: str, problem: str | None) -> None:
    assert password_problem(password, "librarian") == problem
