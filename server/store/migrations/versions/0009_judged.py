"""Which network has judged a drawing, so that the next one judges what still waits again."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = depends_on = None


def upgrade() -> None:
    """Of what was judged before it is not known: it is judged again once, where it still waits."""
    op.add_column("doodles", sa.Column("judged", sa.String))


def downgrade() -> None:
    """Nothing is judged again."""
    op.drop_column("doodles", "judged")
