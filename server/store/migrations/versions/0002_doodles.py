"""Drawings that players gave, what was said of them, and who may say so."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = depends_on = None


def upgrade() -> None:
    """Contributors, doodles, votes, reports, reviews, withdrawals, moderators."""
    op.create_table(
        "contributors",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("receipt", sa.String, nullable=False, unique=True),
        sa.Column("split", sa.String, nullable=False),
        sa.Column("agreed", sa.Boolean, nullable=False),
        sa.Column("licence", sa.String, nullable=False),
        sa.Column("language", sa.String),
        sa.Column("country", sa.String),
        sa.Column("day", sa.Date, nullable=False),
    )
    op.create_table(
        "doodles",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String, nullable=False, unique=True),
        sa.Column("contributor", sa.Integer, sa.ForeignKey("contributors.id", ondelete="CASCADE"), index=True),
        sa.Column("round", sa.String, unique=True),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("split", sa.String, nullable=False),
        sa.Column("word", sa.String, nullable=False, index=True),
        sa.Column("better", sa.String),
        sa.Column("recognized", sa.Boolean),
        sa.Column("target_p", sa.Double),
        sa.Column("mode", sa.String),
        sa.Column("model", sa.String),
        sa.Column("guesses", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("timed", sa.Boolean, nullable=False),
        sa.Column("strokes", sa.Integer, nullable=False),
        sa.Column("points", sa.Integer, nullable=False),
        sa.Column("ms", sa.Integer),
        sa.Column("ink", sa.LargeBinary, nullable=False),
        sa.Column("width", sa.Integer),
        sa.Column("height", sa.Integer),
        sa.Column("pen", sa.String),
        sa.Column("language", sa.String),
        sa.Column("country", sa.String),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("timestamp", sa.String),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("reported", sa.Boolean, nullable=False),
        sa.Column("suspicion", sa.Double),
        sa.Column("reasons", sa.Text),
    )
    op.create_index("doodles_queue", "doodles", ["status", "suspicion", "id"])
    op.create_table(
        "votes",
        sa.Column("doodle", sa.Integer, sa.ForeignKey("doodles.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("voter", sa.String, primary_key=True),
        sa.Column("yes", sa.Boolean, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
    )
    op.create_table(
        "reports",
        sa.Column("doodle", sa.Integer, sa.ForeignKey("doodles.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("reporter", sa.String, primary_key=True),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
    )
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("doodle", sa.Integer, sa.ForeignKey("doodles.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("moderator", sa.String, nullable=False),
        sa.Column("verdict", sa.String, nullable=False),
        sa.Column("better", sa.String),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("undone", sa.Boolean, nullable=False),
    )
    op.create_table(
        "withdrawals",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
    )
    op.create_table(
        "moderators",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("passphrase", sa.String, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
    )
    op.create_table(
        "sign_ins",
        sa.Column("token", sa.String, primary_key=True),
        sa.Column("moderator", sa.String, sa.ForeignKey("moderators.name", ondelete="CASCADE"), nullable=False),
        sa.Column("until", sa.Double, nullable=False),
    )


def downgrade() -> None:
    """Deletes all drawings."""
    for table in ("sign_ins", "moderators", "withdrawals", "reviews", "reports", "votes", "doodles", "contributors"):
        op.drop_table(table)
