# SPDX-License-Identifier: AGPL-3.0-or-later
"""An index on what a constraint's own index begins with answers nothing more, and every row written pays for it.

Dropped by hand: SQLite would copy each table whole, sealed files too, to change what a column says.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import answerable.storage.models.base

STATE = [
    migrations.AlterField(
        model_name="attachment",
        name="ask",
        field=models.ForeignKey(
            db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="attachments", to="storage.ask"
        ),
    ),
    migrations.AlterField(
        model_name="attachmentpart",
        name="attachment",
        field=models.ForeignKey(
            db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="storage.attachment"
        ),
    ),
    migrations.AlterField(
        model_name="attester",
        name="seat",
        field=models.ForeignKey(
            db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="attests", to="storage.seat"
        ),
    ),
    migrations.AlterField(
        model_name="backup",
        name="seat",
        field=models.ForeignKey(
            db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="backs", to="storage.seat"
        ),
    ),
    migrations.AlterField(
        model_name="deskkey",
        name="ask",
        field=models.ForeignKey(
            db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="desk_keys", to="storage.ask"
        ),
    ),
    migrations.AlterField(
        model_name="desknote",
        name="ask",
        field=models.ForeignKey(
            db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="desk_notes", to="storage.ask"
        ),
    ),
    migrations.AlterField(
        model_name="letterfact",
        name="letter",
        field=models.ForeignKey(
            db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="facts", to="storage.letter"
        ),
    ),
    migrations.AlterField(
        model_name="notice",
        name="account",
        field=models.ForeignKey(
            db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="storage.account"
        ),
    ),
    migrations.AlterField(
        model_name="reader",
        name="seat",
        field=models.ForeignKey(
            db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="reads", to="storage.seat"
        ),
    ),
    migrations.AlterField(
        model_name="releasedfigure",
        name="month",
        field=models.CharField(max_length=7),
    ),
    migrations.AlterField(
        model_name="releasedline",
        name="month",
        field=models.CharField(max_length=7),
    ),
    migrations.AlterField(
        model_name="runfact",
        name="run",
        field=models.ForeignKey(
            db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="facts", to="storage.run"
        ),
    ),
    migrations.AlterField(
        model_name="sealedfile",
        name="ask",
        field=models.ForeignKey(
            db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="sealed_files", to="storage.ask"
        ),
    ),
    migrations.AlterField(
        model_name="sealedkey",
        name="ask",
        field=models.ForeignKey(
            db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="sealed_keys", to="storage.ask"
        ),
    ),
    migrations.AlterField(
        model_name="sent",
        name="ask",
        field=models.ForeignKey(
            db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="sent", to="storage.ask"
        ),
    ),
    migrations.AlterField(
        model_name="statement",
        name="code",
        field=models.CharField(default=answerable.storage.models.base.new_code, max_length=26),
    ),
    migrations.AlterField(
        model_name="statementpartner",
        name="promise",
        field=models.ForeignKey(
            db_index=False,
            on_delete=django.db.models.deletion.CASCADE,
            related_name="partners",
            to="storage.statementpromise",
        ),
    ),
    migrations.AlterField(
        model_name="statementpromise",
        name="statement",
        field=models.ForeignKey(
            db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="promises", to="storage.statement"
        ),
    ),
    migrations.AlterField(
        model_name="tie",
        name="seat",
        field=models.ForeignKey(
            db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="ties", to="storage.seat"
        ),
    ),
]


def drop(apps: Any, editor: Any) -> None:
    """The names differ from store to store; what they are for does not. On PostgreSQL a text has a second for LIKE."""
    for change in STATE:
        model = apps.get_model("storage", change.model_name)
        column = model._meta.get_field(change.name).column
        with editor.connection.cursor() as cursor:
            found = editor.connection.introspection.get_constraints(cursor, model._meta.db_table)
        for name, one in found.items():
            if one["index"] and not one["unique"] and one["columns"] == [column]:
                editor.execute(f"DROP INDEX {editor.quote_name(name)}")


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0020_sent"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=STATE),
        migrations.RunPython(drop, migrations.RunPython.noop),
    ]
