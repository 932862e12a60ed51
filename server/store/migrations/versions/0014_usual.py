"""Results by a threshold that the player chose are told from the others: they say nothing of how hard a word is."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = depends_on = None


def upgrade() -> None:
    """Of what there is nobody knows; it counts on."""
    op.add_column("results", sa.Column("usual", sa.Boolean, nullable=False, server_default=sa.true()))


def downgrade() -> None:
    """As if all were alike."""
    op.drop_column("results", "usual")
