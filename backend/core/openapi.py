"""Touch-ups of the generated OpenAPI document, so that it promises exactly what the API does."""

import json
from typing import Any

from flask import Flask

from backend.core.auth import KIOSK_HEADER, access_of
from backend.core.permissions import PERMISSIONS, ROLES
from backend.core.uploads import FILE_MEDIA, most_bytes_of

FAILURE = {
    "type": "object",
    "required": ["code", "message"],
    "properties": {
        "code": {"type": "string", "description": "Stable, snake_case; turned into a sentence by the reader's page."},
        "message": {"type": "string", "description": "The same in English, for people who read the API."},
        "fields": {
            "type": "object",
            "description": "Field path -> what is wrong with it.",
            "additionalProperties": {"type": "array", "items": {"$ref": "#/components/schemas/FieldProblem"}},
        },
        "reasons": {"type": "array", "items": {"type": "object"}, "description": "Every reason of a refusal at once."},
        "request_id": {"type": "string", "description": "Only with a 5xx; the same id is in the log."},
    },
}
FIELD_PROBLEM = {
    "type": "object",
    "required": ["code", "message"],
    "properties": {
        "code": {"type": "string"},
        "message": {"type": "string"},
        "params": {"type": "object", "additionalProperties": {"type": ["string", "number"]}},
    },
}
FILE = {"type": "string", "format": "binary"}
_REF = {"application/json": {"schema": {"$ref": "#/components/schemas/Failure"}}}


def complete(app: Flask, spec: dict[str, Any]) -> dict[str, Any]:
    """Add the one error shape, who may call what, required bodies and the CSRF header."""
    spec = _with_plain_names(spec)
    # A room with several blueprints is named once: OpenAPI wants the names of tags unique.
    spec["tags"] = list({tag["name"]: tag for tag in spec.get("tags", [])}.values())
    schemas = spec["components"]["schemas"]
    schemas["Failure"] = FAILURE
    schemas["FieldProblem"] = FIELD_PROBLEM
    spec["components"]["responses"] = {name: {"description": text, "content": _REF} for name, text in _USUAL.values()}
    spec["components"]["securitySchemes"] = {
        "session": {"type": "apiKey", "in": "cookie", "name": app.config["SESSION_COOKIE_NAME"]},
        "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token"},
        "kiosk": {"type": "apiKey", "in": "header", "name": KIOSK_HEADER},
    }
    access = {
        (_path(rule.rule), method): access_of(app.view_functions[rule.endpoint])
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
    }
    takes_file = {
        (_path(rule.rule), method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if most_bytes_of(app.view_functions[rule.endpoint]) is not None
    }
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            if (path, method.upper()) in takes_file:
                operation["requestBody"] = {"content": {FILE_MEDIA: {"schema": FILE}}}
                for code, text in _MEANING_OF_FILES.items():
                    operation["responses"].setdefault(code, {"description": text})
            _complete_operation(operation, method.upper(), access.get((path, method.upper())) or "anyone")
    return spec


def _with_plain_names(spec: dict[str, Any]) -> dict[str, Any]:
    """The framework names a nested shape after each parent (`BookPageOut.BookCardOut`); one shape, one name."""
    schemas = spec["components"]["schemas"]
    text = json.dumps(spec | {part: _without_titles(spec[part]) for part in ("paths", "components")})
    for name in schemas:
        text = text.replace(f'#/components/schemas/{name}"', f'#/components/schemas/{_plain(name)}"')
    spec = json.loads(text)
    named: dict[str, Any] = {}
    for name, shape in spec["components"]["schemas"].items():
        if named.setdefault(_plain(name), shape) != shape:
            raise ValueError(f"Two different shapes are called {_plain(name)}.")
    spec["components"]["schemas"] = dict(sorted(named.items()))
    return spec


def _without_titles(part: Any) -> Any:
    """Pydantic's titles say each name once more: a fifth of the document."""
    if isinstance(part, list):
        return [_without_titles(inner) for inner in part]
    if not isinstance(part, dict):
        return part
    # The title of a book is a field: a shape, not a word.
    return {
        name: _without_titles(inner) for name, inner in part.items() if not (name == "title" and isinstance(inner, str))
    }


def _plain(name: str) -> str:
    return name.rsplit(".", 1)[-1]


def _complete_operation(operation: dict[str, Any], method: str, access: str) -> None:
    signed_in = access not in ("public", "anyone")
    writes = method not in ("GET", "HEAD")
    needs: dict[str, list[str]] = {**({"session": []} if signed_in else {}), **({"csrf": []} if writes else {})}
    operation["security"] = [needs] if needs else []
    if access == "screen":
        operation["security"].append({"kiosk": []})
    operation["description"] = _sentence(access, writes)
    if "requestBody" in operation:
        operation["requestBody"]["required"] = True
    failures = {"422"} if ("requestBody" in operation or operation.get("parameters")) else set()
    failures |= {"401"} if signed_in else set()
    failures |= {"403"} if signed_in or writes else set()
    failures |= {"400", "415"} if "requestBody" in operation else set()
    failures |= {"404"} if any(p.get("in") == "path" for p in operation.get("parameters", [])) else set()
    failures |= {"429"} if writes else set()
    responses = {code: answer for code, answer in operation["responses"].items() if code.startswith("2")}
    described = {code: text for code, text in operation["responses"].items() if not code.startswith("2")}
    for code in sorted(failures | set(described)):
        name, usual = _USUAL.get(code, ("", "Refused"))
        text = described.get(code, {}).get("description") or usual
        shared = {"$ref": f"#/components/responses/{name}"}
        responses[code] = shared if name and text == usual else {"description": text, "content": _REF}
    operation["responses"] = responses


# What most operations may answer is written once, and named there.
_USUAL = {
    "400": ("BadRequest", "The body is not JSON"),
    "401": ("SignedOut", "Nobody is signed in"),
    "403": ("Forbidden", "Not allowed, or the CSRF token is missing"),
    "404": ("NotFound", "Not there"),
    "409": ("Conflict", "The state of the library does not allow it"),
    "415": ("NotJson", "The body is not declared as JSON"),
    "422": ("Invalid", "A field is not right"),
    "429": ("TooManyRequests", "Too many requests; see Retry-After"),
}

_MEANING_OF_FILES = {
    "400": "The request is malformed",
    "413": "The file is too large",
    "415": f"The body is not declared as {FILE_MEDIA}",
}


def _sentence(access: str, writes: bool) -> str:
    if access == "public":
        return "Open to everybody; carries an ETag."
    if access == "anyone":
        return "Open to everybody; the answer depends on who asks."
    permission = PERMISSIONS[access]
    return f"For {', '.join(sorted(permission.to_change if writes else permission.to_read, key=ROLES.index))}."


def _path(rule: str) -> str:
    """`/api/books/<int:book_id>` -> `/api/books/{book_id}`."""
    parts = [
        part if not part.startswith("<") else "{" + part.strip("<>").split(":")[-1] + "}" for part in rule.split("/")
    ]
    return "/".join(parts)
