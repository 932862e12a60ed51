"""Reports of a drawing that a moderator has kept: so many are needed until it is hidden again."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = depends_on = None


def upgrade() -> None:
    """None yet. The index holds the doubted ones alone, so that it costs nothing where drawings are kept."""
    op.add_column("doodles", sa.Column("doubts", sa.Integer, nullable=False, server_default="0"))
    doubted = sa.text("doubts > 0")
    op.create_index(
        "doodles_doubted", "doodles", ["suspicion", "id"], sqlite_where=doubted, postgresql_where=doubted
    )  # fmt: skip


def downgrade() -> None:
    """They are forgotten, but for the reports themselves."""
    op.drop_index("doodles_doubted", "doodles")
    op.drop_column("doodles", "doubts")
