"""Files that belong to messages, and their contents in sealed chunks."""  # noqa: INP001 - Alembic reads the files of this folder

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "files",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("message", TEXT, nullable=False),
        sa.Column("organisation", sa.Integer(), nullable=False),
        sa.Column("standing", sa.LargeBinary(), nullable=False),
        sa.Column("album", sa.LargeBinary(), nullable=True),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due", sa.Float(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("files_of", "files", ["message"], unique=False)
    op.create_index("files_standing", "files", ["standing"], unique=False)
    op.create_index("files_album", "files", ["album"], unique=False)
    op.create_index(
        "files_awaited",
        "files",
        ["due"],
        unique=False,
        sqlite_where=sa.text("status = 'awaited'"),
        postgresql_where=sa.text("status = 'awaited'"),
    )
    op.create_table(
        "blobs",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("chunk", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", "number"),
    )
