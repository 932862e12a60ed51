"""The drawings of a word in the order they came, page by page: what an export asks for."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = depends_on = None


def upgrade() -> None:
    """Indexes by word, and by the word that a moderator put in its place."""
    op.drop_index("ix_doodles_word", "doodles")
    op.create_index("doodles_word", "doodles", ["word", "id"])
    op.create_index("doodles_better", "doodles", ["better", "id"])


def downgrade() -> None:
    """The index as it was."""
    op.drop_index("doodles_better", "doodles")
    op.drop_index("doodles_word", "doodles")
    op.create_index("ix_doodles_word", "doodles", ["word"])
