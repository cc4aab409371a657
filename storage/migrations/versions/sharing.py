"""Keyed fingerprints of texts, and what organisations keep of what was recalled."""  # noqa: INP001 - Alembic reads the files of this folder

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "fingerprints",
        sa.Column("message", TEXT, nullable=False),
        sa.Column("band", sa.Integer(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("expires", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("message", "band"),
    )
    op.create_index("fingerprints_value", "fingerprints", ["value", "expires"], unique=False)
    op.create_index("fingerprints_expires", "fingerprints", ["expires"], unique=False)
    op.create_index("deliveries_of", "deliveries", ["message"], unique=False)
    op.create_table(
        "records",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("message", TEXT, nullable=False),
        sa.Column("organisation", sa.Integer(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("records_of", "records", ["organisation", "message"], unique=True)
