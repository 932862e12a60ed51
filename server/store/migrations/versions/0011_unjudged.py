"""What waits to be judged is found without a look at all that has been."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = depends_on = None


def upgrade() -> None:
    """The index holds those alone that have not been judged, so that it stays small."""
    unjudged = sa.text("suspicion IS NULL")
    op.create_index("doodles_unjudged", "doodles", ["id"], sqlite_where=unjudged, postgresql_where=unjudged)


def downgrade() -> None:
    """They are looked for among all."""
    op.drop_index("doodles_unjudged", "doodles")
