"""The tour's steps with our own papers: a pick list, parcels scanned out, the sheet to sign."""

from __future__ import annotations

from konnect_desktop.domain.actions import Action
from konnect_desktop.ui.own_papers.dialog import PaperDialog
from konnect_desktop.ui.tour.conductor import Journey, Tour, TourFailed, Until


def pick_list(tour: Tour) -> Journey:
    """The goods of the ticked orders, by shelf."""
    tour.orders.press(Action.PICK_LIST)
    yield from _paper(tour, "pick-list")


def scan_out(tour: Tour) -> Journey:
    """All parcels of one courier but one, and their sheet."""
    window = tour.window
    window.open_room("handover")
    tab = window.handover.parcels
    yield Until("the couriers", lambda: bool(tab.held.groups))
    group = max(tab.held.groups, key=lambda each: len(each.parcels))
    tab.couriers.setCurrentRow(tab.held.groups.index(group))
    tab.tick([parcel.id for parcel in group.parcels[:-2]], is_here=True)
    tab.on_scanned(group.parcels[-2].id)
    yield Until("the ticks to be kept", lambda: tab.keeper.is_idle)
    tour.picture("handover")
    tab.print_sheet()
    yield from _paper(tour, "handover-sheet")
    window.open_room("orders")
    yield Until("the orders", lambda: tour.orders.loader.is_loaded)


def _paper(tour: Tour, name: str) -> Journey:
    """Wait for the window of a paper, take its picture, save its PDF, close it."""
    yield Until("the paper's window", lambda: bool(_shown(tour)))
    (dialog,) = _shown(tour)

    def is_drawn() -> bool:
        if dialog.error.text():
            raise TourFailed(dialog.error.text())
        return dialog.made is not None and dialog.view.page.is_drawn

    yield Until("the paper", is_drawn)
    tour.picture(name, dialog)
    ended: list[object] = []
    dialog.finished_paper.connect(ended.append)
    path = tour.folder / f"{name}.pdf"
    dialog.save_to(path)
    yield Until(f"{path.name} to be saved", lambda: bool(ended))
    tour.papers.append(path)
    dialog.close()


def _shown(tour: Tour) -> list[PaperDialog]:
    return [one for one in tour.window.findChildren(PaperDialog) if one.isVisible()]
