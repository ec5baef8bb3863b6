"""100 orders from confirm to dispatch on a bad day: each settled, none changed twice."""

from __future__ import annotations

from collections import Counter

import pytest

from konnect_desktop.domain.filters import OrderFilter, Sort
from konnect_desktop.domain.states import Lane
from tests.conftest import MakeWindow
from tests.journeys import bad_day

ORDERS = 100


@pytest.mark.timeout(240)
def test_every_order_is_settled_and_changed_once(make_window: MakeWindow) -> None:
    desk = make_window(orders=300)
    desk.wait_until_shown()
    server, services = desk.server, desk.services
    services.change_settings(auto_sync=False, undo_seconds=0)
    fresh = OrderFilter(lane=Lane.NEW, self_ship=False)
    ids = services.queries.ids(fresh, Sort())[:ORDERS]
    assert len(ids) == ORDERS
    before = Counter((change.call, change.shipment_id) for change in server.changes)
    for fault in bad_day.faults(ORDERS, lost_percent=20):
        server.faults.plan(fault)

    def changes() -> bad_day.Changes:
        return Counter((change.call, change.shipment_id) for change in server.changes) - before

    batches = bad_day.walk(desk.desk, ids)
    bad_day.require_settled(desk.desk, batches)
    bad_day.require_once(changes(), ids)
    fired = Counter(server.faults.fired)
    assert fired["refuse"] == len(bad_day.STEPS) * ORDERS // 10
    assert fired["drop-after"] > 0
