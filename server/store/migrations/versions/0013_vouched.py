"""Drawings that were reviewed before they were imported are known by a column, so that no vote makes them wait."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = depends_on = None

# Validated, and neither by a moderator here nor by players.
IMPORTED = """
    UPDATE doodles SET vouched = true
    WHERE status = 'validated' AND contributor IS NULL AND source NOT IN ('play', 'room')
    AND NOT EXISTS (SELECT 1 FROM reviews WHERE reviews.doodle = doodles.id AND NOT reviews.undone)
    AND NOT EXISTS (SELECT 1 FROM votes WHERE votes.doodle = doodles.id)
"""


def upgrade() -> None:
    """What was taken in as reviewed stays so."""
    op.add_column("doodles", sa.Column("vouched", sa.Boolean, nullable=False, server_default=sa.false()))
    op.execute(IMPORTED)


def downgrade() -> None:
    """Players' votes decide on them."""
    op.drop_column("doodles", "vouched")
