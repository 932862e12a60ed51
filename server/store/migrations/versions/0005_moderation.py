"""What moderation needs: "can't tell", a session's last moment, drawings that look alike, a queue of reported ones."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0002"
branch_labels = depends_on = None


def upgrade() -> None:
    """Votes may be undecided, sign-ins end for good, looks."""
    with op.batch_alter_table("votes") as votes:
        votes.alter_column("yes", existing_type=sa.Boolean, nullable=True)
    op.add_column("sign_ins", sa.Column("latest", sa.Double, nullable=False, server_default="0"))
    op.create_table(
        "looks",
        sa.Column("bits", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("doodle", sa.Integer, sa.ForeignKey("doodles.id", ondelete="CASCADE"), primary_key=True, index=True),
    )
    op.create_index("doodles_reported", "doodles", ["reported", "suspicion", "id"])


def downgrade() -> None:
    """Undecided votes are lost."""
    op.drop_index("doodles_reported")
    op.drop_table("looks")
    op.drop_column("sign_ins", "latest")
    op.execute("DELETE FROM votes WHERE yes IS NULL")
    with op.batch_alter_table("votes") as votes:
        votes.alter_column("yes", existing_type=sa.Boolean, nullable=False)
