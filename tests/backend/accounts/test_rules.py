import pytest

from backend.accounts.rules import email_problem, is_common, name_problem, normalised_name, password_problem


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
        ("Librarian@example.com", "password_is_name"),
    ],
)
def test_a_password_is_long_and_neither_the_name_nor_one_letter(password: str, problem: str | None) -> None:
    assert password_problem(password, "librarian", "librarian@example.com") == problem


@pytest.mark.parametrize(
    "password",
    [
        *("password1", "P@ssw0rd", "drowssap", "qwertyuiop", "iloveyou", "1qaz2wsx"),
        *("woaini1314", "Woaini1314!", "a5201314", "wang123456", "zhangwei888", "liming1990", "qq123456789"),
        *("19900101", "13812345678", "2026-11-27", "abcabcabc"),
    ],
)
def test_passwords_that_everybody_tries_first_are_refused(password: str) -> None:
    assert is_common(password)


@pytest.mark.parametrize(
    "password", ["a long enough secret", "知识就是力量知识就", "shelfwise-demo", "lin wan reads at night"]
)
def test_a_password_of_ones_own_is_not_common(password: str) -> None:
    assert not is_common(password)


@pytest.mark.parametrize(
    ("email", "right"),
    [
        ("lin.wan+books@mail.example.cn", True),
        ("lin@localhost", False),
        ("lin wan@example.com", False),
        ("lin@example.com\nbcc: all@example.com", False),
        ("lin@@example.com", False),
        ("<lin@example.com>", False),
        (f"{'x' * 300}@example.com", False),
    ],
)
def test_an_address_is_one_that_a_provider_hands_out(email: str, right: bool) -> None:
    assert (email_problem(email) is None) == right
