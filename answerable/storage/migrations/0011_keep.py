# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words go by themselves: each message and file gets a key of its own, and days under the row key."""

import json

import django.db.models.deletion
from django.db import migrations, models


def rewrap(apps, schema_editor):
    """What was stored before lay under the row key alone. The days on which it was read are not known."""
    from answerable.storage import blobs, keyfile, vault
    from answerable.storage.keyfile import Purpose

    sealed, files = apps.get_model("storage", "SealedFile"), apps.get_model("storage", "Attachment")
    for row in sealed.objects.select_related("ask"):
        if not vault.has_key(row.ask_id):
            continue
        keyfile.current().make(row.id, Purpose.TEXT)
        row.blob = vault.wrap_inner(row.ask_id, row.id, "file", vault.unwrap(row.ask_id, "file", row.blob))
        sent = row.ask.lodged_date or row.ask.hold_until
        row.days = vault.wrap(row.ask_id, "days", json.dumps({"sent": sent.isoformat()}).encode())
        row.save(update_fields=["blob", "days"])
    for row in files.objects.all():
        if not vault.has_key(row.ask_id):
            continue
        keyfile.current().make(row.id, Purpose.TEXT)
        row.message = (
            sealed.objects.filter(ask=row.ask_id, sender=row.sender).order_by("order").last() if row.bound else None
        )
        row.save(update_fields=["message"])
        for part in row.parts.all():
            purpose = f"attachment:{row.code}:{part.number}"
            plain = vault.unwrap(row.ask_id, purpose, blobs.read(part.name))
            part.name = blobs.put(vault.wrap_inner(row.ask_id, row.id, purpose, plain))
            part.save(update_fields=["name"])  # the bytes before are named by no row: `forget_strays` drops them
    keyfile.current().flush()


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0012_power"),
    ]

    operations = [
        migrations.AddField("ask", "seen", models.BinaryField(default=b"")),
        migrations.AddField("sealedfile", "days", models.BinaryField(default=b""), preserve_default=False),
        migrations.AddField("desknote", "days", models.BinaryField(default=b"")),
        migrations.AddField("sealedfile", "gone", models.BooleanField(default=False)),
        migrations.AddField(
            "attachment",
            "message",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="attachments",
                to="storage.sealedfile",
            ),
        ),
        migrations.RunPython(rewrap, migrations.RunPython.noop, elidable=True),
    ]
