"""Files that are being imported: what has come in of one counts once all of it has."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = depends_on = None


def upgrade() -> None:
    """Whatever there is has arrived. A number is never used twice, or an older import would be hidden again."""
    op.create_table(
        "arrivals",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("after", sa.Integer, nullable=False),
        sqlite_autoincrement=True,
    )
    op.add_column("doodles", sa.Column("arrival", sa.Integer))


def downgrade() -> None:
    """What an interrupted import left goes."""
    op.execute("DELETE FROM doodles WHERE arrival IN (SELECT id FROM arrivals)")
    op.drop_column("doodles", "arrival")
    op.drop_table("arrivals")
