# SPDX-License-Identifier: AGPL-3.0-or-later
"""An account: ways to come in and, where one is a passphrase, a one-time-code secret; no name, no address in clear."""

from __future__ import annotations

from django.db import models

from answerable.storage.models.base import Row, new_code, one_of


class Account(Row):
    """`secret` and `address` are wrapped under the account's row key (its id). No secret: only passkeys let in."""

    code = models.CharField(max_length=26, unique=True, default=new_code)
    secret = models.BinaryField(null=True)
    address = models.BinaryField(null=True)
    used_step = models.BigIntegerField(default=0)


class Unlock(Row):
    """One way to unlock: what a generated passphrase or a passkey derives, and the identity sealed to it.

    `locator` is the digest of what a passphrase derives, or of the passkey's credential id. `signin` is "" for a
    passkey. `name` is what the person calls it; nothing is kept of the device.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="unlocks")
    kind = models.CharField(max_length=8)
    name = models.CharField(max_length=40, default="")
    locator = models.BinaryField(max_length=32, unique=True)
    signin = models.CharField(max_length=43)
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            one_of("kind", ("carried", "printed", "passkey"), "unlock_kind"),
            models.UniqueConstraint(
                fields=["account", "kind"], name="unlock_one_of_a_kind", condition=~models.Q(kind="passkey")
            ),
        ]


class Passkey(Row):
    """What checks a passkey: its credential id, public key (COSE) and counter. Its make and model are not kept."""

    unlock = models.OneToOneField(Unlock, on_delete=models.CASCADE, related_name="passkey")
    credential = models.BinaryField(max_length=1023, unique=True)
    key = models.BinaryField()
    counter = models.BigIntegerField(default=0)


class SpentNonce(models.Model):
    """A challenge that was answered: until it is over, nobody answers it again. Kept through the day of its end."""

    digest = models.BinaryField(primary_key=True, max_length=32)
    day = models.DateField(db_index=True)
