"""What there was before versions were numbered: makes whatever of it is missing, in a new database all of it."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = depends_on = None


def upgrade() -> None:
    """Results, players and rooms."""
    connection, tables = op.get_bind(), sa.MetaData()
    sa.Table(
        "results",
        tables,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("mode", sa.String, nullable=False),
        sa.Column("word", sa.String),
        sa.Column("won", sa.Boolean, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("ms", sa.Integer, nullable=False),
        sa.Column("points", sa.Integer, nullable=False),
        sa.Column("model", sa.String, nullable=False),
        sa.Column("round", sa.String, unique=True),
        sa.Column("day", sa.Date, nullable=False),
    )
    sa.Table(
        "kept_players",
        tables,
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("owner", sa.String, nullable=False),
        sa.Column("at", sa.Double, nullable=False, index=True),
        sa.Column("head", sa.LargeBinary, nullable=False),
    )
    sa.Table(
        "kept_ink",
        tables,
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("start", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("ink", sa.LargeBinary, nullable=False),
    )
    sa.Table(
        "kept_rooms",
        tables,
        sa.Column("code", sa.String, primary_key=True),
        sa.Column("used", sa.Double, nullable=False),
        sa.Column("head", sa.LargeBinary, nullable=False),
    )
    sa.Table(
        "kept_room_pieces",
        tables,
        sa.Column("code", sa.String, primary_key=True),
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    tables.create_all(connection)
    if all(column["name"] != "round" for column in sa.inspect(connection).get_columns("results")):
        op.add_column("results", sa.Column("round", sa.String))
        op.create_index("results_round", "results", ["round"], unique=True)


def downgrade() -> None:
    """There is nothing before this."""
    raise NotImplementedError("this is the first version")
