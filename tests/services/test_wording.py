"""What an error of a call says of its records, beside the words."""

from __future__ import annotations

import pytest

from konnect_desktop.domain.reasons import Reason
from konnect_desktop.errors import CutOff, HostNotFound, Offline, ProxyRefuses, ServerFailed
from konnect_desktop.services import wording


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (Offline(), Reason.NO_CONNECTION),
        (HostNotFound(), Reason.NO_CONNECTION),
        # The window would go offline, and wait, for one answer that was lost on its way.
        (CutOff(maybe_applied=True), None),
        (ProxyRefuses(), None),
        (ServerFailed(), None),
    ],
)
def test_only_a_connection_that_is_missing_is_called_missing(
    error: Offline, why: Reason | None
) -> None:
    assert wording.failed_before_sending(error).why is why
    assert wording.failed_after_sending(error).why is why
