"""Rooms have an owner: the process that plays them."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = depends_on = None


def upgrade() -> None:
    """What there is belongs to whoever claims it first."""
    op.add_column("kept_rooms", sa.Column("owner", sa.String))


def downgrade() -> None:
    """As if all were one process's."""
    op.drop_column("kept_rooms", "owner")
