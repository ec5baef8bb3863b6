"""What helps the seller when something is wrong."""

from __future__ import annotations

from konnect_desktop.assembly.open_profile import OpenProfile
from konnect_desktop.logs import redactor
from konnect_desktop.paths import Paths
from konnect_desktop.services.support import SupportService
from konnect_desktop.store.sweeps import SweepStore


def support(ground: OpenProfile, paths: Paths) -> SupportService:
    """What builds the support file."""
    return SupportService(
        paths=paths,
        files=ground.files,
        settings=ground.settings,
        database=ground.database,
        store=ground.store,
        sweeps=SweepStore(ground.database),
        redactor=redactor,
        clock=ground.clock,
    )
