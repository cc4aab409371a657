"""Affairs: small sealed things that wait for somebody."""  # noqa: INP001 - Alembic reads the files of this folder

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "affairs",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("lookup", sa.LargeBinary(), nullable=True),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("affairs_lookup", "affairs", ["lookup"], unique=True)
    op.create_index("affairs_kind", "affairs", ["kind", "id"], unique=False)
