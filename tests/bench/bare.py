"""The peer of every route: the same framework and server, a dictionary, no database."""

from flask import Flask


def create_app() -> Flask:
    app = Flask("bare")

    @app.get("/")
    def answer() -> dict[str, list[int]]:
        return {"items": list(range(10))}

    return app
