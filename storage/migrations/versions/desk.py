"""The alert desk: numbered items, their sheets, what falls due."""  # noqa: INP001 - Alembic reads the files of this folder

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "docket",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.Integer(), nullable=False),
        sa.Column("open", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("docket_number", "docket", ["kind", "number"], unique=True)
    opened = sa.text("open = 1")
    op.create_index(
        "docket_open",
        "docket",
        ["kind", "open", "rank", "number", "version", "id"],
        unique=False,
        sqlite_where=opened,
        postgresql_where=opened,
    )
    op.create_table(
        "sheets",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("item", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("lookup", sa.LargeBinary(), nullable=True),
        sa.Column("organisation", sa.Integer(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("sheets_of", "sheets", ["item", "kind", "position"], unique=True)
    op.create_index("sheets_lookup", "sheets", ["lookup"], unique=True)
    op.create_table(
        "agenda",
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("due", sa.Float(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("lookup"),
        sqlite_with_rowid=False,
    )
    op.create_index("agenda_due", "agenda", ["due"], unique=False)
