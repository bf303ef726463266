"""What is wrong with which field, as the API says it."""

from typing import Any

from pydantic import ValidationError


def fields_of(error: ValidationError, *under: str) -> dict[str, list[dict[str, Any]]]:
    """Field path -> what is wrong with it, as `{code, message, params?}`; the SPA translates the code."""
    fields: dict[str, list[dict[str, Any]]] = {}
    for problem in error.errors(include_url=False, include_input=False):
        path = ".".join(str(part) for part in (*under, *problem["loc"])) or "body"
        entry: dict[str, Any] = {"code": problem["type"], "message": problem["msg"]}
        params = {name: value for name, value in problem.get("ctx", {}).items() if isinstance(value, int | float | str)}
        if params:
            entry["params"] = params
        fields.setdefault(path, []).append(entry)
    return fields
