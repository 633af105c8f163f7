"""Migrations: the shape of the database, step by step, for SQLite and PostgreSQL."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(engine: Engine) -> None:
    """Bring a database to the newest step, in one transaction; nothing happens when it is there."""
    # Two processes may find an empty database: SQLite's second writer waits here (ledger.databases).
    with engine.connect().execution_options(khlang_writing=True) as connection, connection.begin():
        if current(connection) != newest():
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def current(connection: Connection) -> str | None:
    """The step a database stands at."""
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """The step this program needs."""
    return ScriptDirectory.from_config(_config()).get_current_head()
