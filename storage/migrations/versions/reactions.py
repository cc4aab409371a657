"""Reactions to messages."""  # noqa: INP001 - Alembic reads the files of this folder

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "reactions",
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column("message", TEXT, nullable=False),
        sa.Column("organisation", sa.Integer(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("reach", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("stale", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("lookup"),
    )
    op.create_index("reactions_of", "reactions", ["message", "lookup"], unique=False)
    op.create_index(
        "reactions_stale",
        "reactions",
        ["message"],
        unique=False,
        sqlite_where=sa.text("stale = 1"),
        postgresql_where=sa.text("stale = 1"),
    )
