"""What alembic runs for each step: the connection that `upgrade` was given, and its transaction."""

from alembic import context

from ledger.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
