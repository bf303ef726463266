"""The code of one version works with the tables of the next, so that machines are upgraded one after the other."""

import ast
from collections.abc import Iterator

from backend.core.settings import ROOT

# Before these, the portal ran nowhere yet.
FIRST = "0025"
GONE = {"drop_table", "drop_column", "rename_table"}
TIGHTER = {"create_unique_constraint", "create_check_constraint", "create_foreign_key"}
CONTRACT = "Contract:"


def breaks(source: str) -> list[str]:
    """What of a migration's way up the code before it would stumble over. A `Contract:` in its text allows it: what
    goes was not used any more by the version before."""
    tree = ast.parse(source)
    if CONTRACT in (ast.get_docstring(tree) or ""):
        return []
    ups = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name != "downgrade"]
    return [wrong for up in ups for node in ast.walk(up) if isinstance(node, ast.Call) for wrong in _wrong(node)]


def _wrong(call: ast.Call) -> Iterator[str]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    words = {word.arg: word.value for word in call.keywords}
    if name in GONE | TIGHTER:
        yield name
    if name == "alter_column" and (_is_false(words.get("nullable")) or {"new_column_name", "type_"} & set(words)):
        yield name
    if name == "add_column":
        for column in (one for one in ast.walk(call) if isinstance(one, ast.Call) and one is not call):
            given = {word.arg: word.value for word in column.keywords}
            if _is_false(given.get("nullable")) and "server_default" not in given:
                yield "add_column without a default"
    if name == "execute":
        said = " ".join(
            one.value for one in ast.walk(call) if isinstance(one, ast.Constant) and isinstance(one.value, str)
        )
        if any(word in said.upper() for word in ("DROP TABLE", "DROP COLUMN", "RENAME ")):
            yield "execute"


def _is_false(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Constant) and value.value is False


def test_migrations_only_add_until_nobody_uses_what_goes() -> None:
    files = sorted((ROOT / "migrations" / "versions").glob("[0-9]*.py"))
    assert {
        file.name: wrong for file in files if file.name >= FIRST and (wrong := breaks(file.read_text(encoding="utf-8")))
    } == {}


def test_the_rule_bites() -> None:
    def up(line: str, text: str = "Something.") -> list[str]:
        return breaks(f'"""{text}"""\ndef upgrade():\n    {line}\ndef downgrade():\n    op.drop_table("new")\n')

    assert up('op.create_table("new", sa.Column("id", sa.Integer, nullable=False))') == []
    assert up('op.add_column("book", sa.Column("a", sa.Integer))') == []
    assert up('op.add_column("book", sa.Column("a", sa.Integer, nullable=False, server_default="0"))') == []
    assert up('op.create_index("ix_a", "book", ["a"])') == []
    for line in (
        'op.drop_column("book", "a")',
        'op.drop_table("book")',
        'op.add_column("book", sa.Column("a", sa.Integer, nullable=False))',
        'op.alter_column("book", "a", nullable=False)',
        'op.alter_column("book", "a", new_column_name="b")',
        'op.create_unique_constraint("uq_a", "book", ["a"])',
        'op.execute("ALTER TABLE book DROP COLUMN a")',
    ):
        assert up(line), line
        assert up(line, "Contract: nobody reads it since 0030.") == []
