"""The migrations make exactly the tables that the models describe, on both databases."""

from typing import Any

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, inspect, text
from sqlalchemy.exc import DBAPIError

from backend.accounts.models import User
from backend.core.database import Base, db, described_by_models
from backend.engagement.models import Rating
from backend.recommendations.models import Recommendation
from tests.factories import make_book, make_rating, make_user


def test_the_migrations_equal_the_models(library: Any) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": described_by_models}
        )
        assert compare_metadata(context, Base.metadata) == []


def _checks_of_models() -> set[tuple[str, str]]:
    """(table, check) with the names of the convention."""
    return {
        (table.name, str(check.name))
        for table in Base.metadata.sorted_tables
        for check in table.constraints
        if isinstance(check, CheckConstraint)
    }


def test_the_migrations_make_every_check_of_the_models(library: Any) -> None:
    """Alembic compares columns, keys and indexes, but no checks."""
    inspector = inspect(db.engine)
    made = {
        # The first migration gave its checks their prefix twice.
        (table.name, str(check["name"]).replace(f"ck_{table.name}_ck_{table.name}_", f"ck_{table.name}_"))
        for table in Base.metadata.sorted_tables
        for check in inspector.get_check_constraints(table.name)
    }
    assert {name for name in made if name[1].startswith("ck_")} == _checks_of_models()


def test_a_step_back_and_forth_keeps_the_readers_and_their_lists(library: Any) -> None:
    flask_migrate.downgrade(revision="0001")
    with db.engine.begin() as connection:
        connection.execute(text("INSERT INTO author (id, name) VALUES (1, 'Ursula K. Le Guin')"))
        for number, ratings in ((1, 0), (2, 7)):
            connection.execute(
                text(
                    "INSERT INTO user (id, name, display_name, rating_count, created_at)"
                    f" VALUES ({number}, 'reader-{number}', 'Reader', {ratings}, '2026-01-01 00:00:00')"
                )
            )
        connection.execute(
            text(
                "INSERT INTO recommendation_run (id, model, state, reader_count, book_count, interaction_count,"
                " list_count, started_at) VALUES (1, 'ncf', 'kept', 0, 0, 0, 0, '2026-01-01 00:00:00')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO recommendation (run_id, user_id, `rank`, book_id, score, reason)"
                " VALUES (1, 1, 1, 5, 0.5, 'similar_readers')"
            )
        )
    flask_migrate.upgrade()
    users = db.session.query(User).order_by(User.id).all()
    assert [(user.taste_version, user.welcomed_at is not None) for user in users] == [(0, False), (0, True)]
    entry = db.session.query(Recommendation).one()
    assert (entry.source, entry.reason, entry.score) == ("ncf", "similar_readers", 0.5)
    entry.reason = "surprise"
    db.session.commit()

    flask_migrate.downgrade(revision="0001")
    with db.engine.begin() as connection:
        assert connection.execute(text("SELECT reason, score FROM recommendation")).all() == [("similar_readers", 0.5)]
        assert {index["name"] for index in inspect(connection).get_indexes("recommendation")} >= {
            "ix_recommendation_user_id"
        }
    flask_migrate.upgrade()


def test_half_a_star_is_rounded_up_on_the_way_back(library: Any) -> None:
    make_rating(make_user(), make_book(), 3.5)
    db.session.commit()
    flask_migrate.downgrade(revision="0007")
    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT stars FROM rating")).scalar_one() == 4
        with pytest.raises(DBAPIError):
            connection.execute(text("UPDATE rating SET stars = 6"))
    flask_migrate.upgrade()
    assert [rating.stars for rating in db.session.query(Rating)] == [4]


def test_down_to_nothing_and_up_again_makes_the_same_tables(library: Any) -> None:
    before = set(inspect(db.engine).get_table_names())
    flask_migrate.downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
    flask_migrate.upgrade()
    assert set(inspect(db.engine).get_table_names()) == before
