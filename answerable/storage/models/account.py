# SPDX-License-Identifier: AGPL-3.0-or-later
"""An account: keys and a one-time-code secret; no name, no address in clear."""

from __future__ import annotations

from django.db import models

from answerable.storage.models.base import Row, new_code, one_of


class Account(Row):
    """`secret` and `address` are wrapped under the account's row key (its id)."""

    code = models.CharField(max_length=26, unique=True, default=new_code)
    secret = models.BinaryField()
    address = models.BinaryField(null=True)
    used_step = models.BigIntegerField(default=0)


class Unlock(Row):
    """One way to unlock: what a generated passphrase derives, and the identity sealed to it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="unlocks")
    kind = models.CharField(max_length=8)
    locator = models.BinaryField(max_length=32, unique=True)
    signin = models.CharField(max_length=43)
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            one_of("kind", ("carried", "printed"), "unlock_kind"),
            models.UniqueConstraint(fields=["account", "kind"], name="unlock_one_of_a_kind"),
        ]
