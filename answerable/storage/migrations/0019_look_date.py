# SPDX-License-Identifier: AGPL-3.0-or-later
"""When the forgetting looks at an ask again, and which files were never sent: so that no day looks at all there are."""

from datetime import date
from typing import Any

from django.db import migrations, models

LONG_AGO = date(2000, 1, 1)


def look_at_all_once(apps: Any, editor: Any) -> None:
    """The first night finds out for each ask in which something is written when it goes."""
    del editor
    ask, file, note = (apps.get_model("storage", name) for name in ("Ask", "SealedFile", "DeskNote"))
    written = models.Q(id__in=file.objects.filter(gone=False).values("ask"))
    noted = models.Q(id__in=note.objects.values("ask"))
    ask.objects.filter(written | noted).update(look_date=LONG_AGO)


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0018_serving"),
    ]

    operations = [
        migrations.AddField(
            model_name="ask",
            name="look_date",
            field=models.DateField(null=True),
        ),
        migrations.AddIndex(
            model_name="ask",
            index=models.Index(
                condition=models.Q(("look_date__isnull", False)), fields=["look_date"], name="ask_looked_at"
            ),
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(condition=models.Q(("bound", False)), fields=["begun_date"], name="attachment_unsent"),
        ),
        migrations.RunPython(look_at_all_once, migrations.RunPython.noop),
    ]
