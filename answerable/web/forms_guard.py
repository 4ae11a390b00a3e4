# SPDX-License-Identifier: AGPL-3.0-or-later
"""The guard of forms: Django's token in a `__Host-` cookie, under a policy that sends no referrer.

Under `Referrer-Policy: no-referrer` browsers send `Origin: null` with a plain form's POST, so the origin proves
nothing there; Sec-Fetch-Site does, where the browser sends it, and the token does everywhere.
"""

from typing import Any, Final

from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware

from answerable.web import errors

OURS: Final = ("same-origin", "none")
SAFE: Final = ("GET", "HEAD", "OPTIONS")


def comes_from_elsewhere(request: HttpRequest) -> bool:
    """Whether the browser itself says that another site sent this."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") not in OURS


class FormsGuard(CsrfViewMiddleware):
    """Refuses every write that another site sent, also to the few routes that need no token."""

    def process_view(self, request: HttpRequest, callback: Any, callback_args: Any, callback_kwargs: Any) -> Any:
        if request.method not in SAFE and comes_from_elsewhere(request):
            return errors.refused_form(request)
        return super().process_view(request, callback, callback_args, callback_kwargs)

    def _origin_verified(self, request: HttpRequest) -> bool:
        if request.META.get("HTTP_ORIGIN") == "null":
            return not comes_from_elsewhere(request)
        return bool(super()._origin_verified(request))  # type: ignore[misc]

    def _check_referer(self, request: HttpRequest) -> None:
        """There never is one: our own policy forbids it."""
