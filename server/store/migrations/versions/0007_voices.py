"""Votes have a place, so that many from one address can be counted as one."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = depends_on = None


def upgrade() -> None:
    """Of the votes that there are it is not known: each counts."""
    op.add_column("votes", sa.Column("place", sa.String))


def downgrade() -> None:
    """Each vote counts again."""
    op.drop_column("votes", "place")
