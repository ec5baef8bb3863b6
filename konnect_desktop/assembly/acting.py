"""What the seller does to orders: bulk actions, invoice numbers, and files that are imported."""

from __future__ import annotations

from konnect_desktop.assembly.open_profile import OpenProfile
from konnect_desktop.services.asking_again import AskingAgain
from konnect_desktop.services.batch_sending import BatchSending
from konnect_desktop.services.batch_settling import BatchSettler
from konnect_desktop.services.bulk_actions import BulkActions
from konnect_desktop.services.last_look import LastLook
from konnect_desktop.services.operations.base import Hands
from konnect_desktop.services.planning import Planner
from konnect_desktop.services.revising import Reviser
from konnect_desktop.services.sending import Sender
from konnect_desktop.services.settling import Settler
from konnect_desktop.services.sweeping import Readers


def bulk(ground: OpenProfile, readers: Readers) -> BulkActions:
    """The bulk actions; `interrupted` says what an earlier run left open."""
    connection, store, journal = ground.connection, ground.store, ground.journal
    pause_s = Settler.PAUSE_S if ground.settle_pause_s is None else ground.settle_pause_s
    sender = Sender(Hands(connection, store, ground.local, ground.clock))
    looks = Settler(
        connection, store, ground.local, readers.rereader, ground.clock, pause_s=pause_s
    )
    settler = BatchSettler(
        store=store,
        journal=journal,
        sender=sender,
        settler=looks,
        asking=AskingAgain(sender, journal, store, ground.clock),
        announce=ground.announcer,
        clock=ground.clock,
    )
    planner = Planner(store, journal, ground.series, ground.settings)
    sending = BatchSending(
        connection=connection,
        journal=journal,
        series=ground.series,
        planner=planner,
        sender=sender,
        settler=settler,
        last_look=LastLook(readers.sweeper, readers.ingest, readers.rereader, store),
        readers=readers,
        announce=ground.announcer,
        clock=ground.clock,
    )
    actions = BulkActions(
        journal=journal,
        people=ground.people,
        series=ground.series,
        planner=planner,
        sending=sending,
        settler=settler,
        reviser=Reviser(journal=journal, settler=looks, batches=settler, clock=ground.clock),
        announce=ground.announcer,
        clock=ground.clock,
    )
    actions.interrupted = ground.interrupted
    return actions
