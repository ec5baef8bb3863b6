"""A job of the log printed again: the sheets that were in it, and no others."""

from __future__ import annotations

import pytest

from konnect_desktop.domain.printers import Role, SpoolState
from konnect_desktop.services.paper_models import INVOICE, LABEL
from konnect_desktop.ui.printing.preview import PreviewDialog
from tests.printing.scripted_queues import ScriptedQueues
from tests.ui.paper_steps import packed, settle
from tests.ui.window_desk import WindowDesk

pytestmark = pytest.mark.usefixtures("windows_files")

COUNT = 4


@pytest.fixture
def own(with_queues: WindowDesk) -> WindowDesk:
    return with_queues


def print_some(own: WindowDesk, queues: ScriptedQueues, *kinds: str, sheets: str = "") -> None:
    """Print papers of some orders and see them come out."""
    dialog = PreviewDialog.show_for(own.window, own.desk.context, packed(own)[:COUNT], kinds)
    settle(own, dialog)
    dialog.panel.printers.range.setText(sheets)
    dialog.print_now()
    own.wait(lambda: len(queues.sent) == len(kinds) and not dialog.panel._is_busy, "the queue")
    for number, one in enumerate(queues.sent):
        queues.now(number, SpoolState.DONE, len(one.request.sheets))
    own.wait(lambda: dialog._run is None, "the end")
    dialog.close()


def open_again(own: WindowDesk, job_id: int) -> PreviewDialog:
    dialog = PreviewDialog.show_for(own.window, own.desk.context, (), (LABEL,), job_id)
    settle(own, dialog)
    return dialog


@pytest.mark.parametrize(
    ("place", "kind", "role", "printer"),
    [(0, LABEL, Role.LABEL, "LAB"), (1, INVOICE, Role.INVOICE, "OFF")],
)
def test_one_printers_part_of_a_paired_job_is_repeated_alone(
    own: WindowDesk, queues: ScriptedQueues, place: int, kind: str, role: Role, printer: str
) -> None:
    print_some(own, queues, LABEL, INVOICE)
    job = own.services.printing.log()[1 - place]
    assert job.printer == printer
    dialog = open_again(own, job.id)
    assert dialog.data is not None
    assert dialog.page_list.count() == dialog.data.sheets == len(dialog.sizes) == COUNT
    assert {page.kind for page in dialog.data.pages} == {kind}
    assert list(dialog.panel.printers.chosen()) == [role]
    dialog.print_now()
    own.wait(lambda: len(queues.sent) == 3, "the queue")
    own.settle()
    assert queues.sheets()[2] == (printer, (0, 1, 2, 3), 1)
    last = own.services.printing.log()[0]
    assert (last.orders, last.reprint_of, last.is_reprint) == (COUNT, job.id, True)
    before, after = own.services.printing.pages(job.id), own.services.printing.pages(last.id)
    assert [page.document_id for page in before] == [page.document_id for page in after]


def test_a_range_of_a_job_is_repeated_as_that_range(
    own: WindowDesk, queues: ScriptedQueues
) -> None:
    print_some(own, queues, LABEL, sheets="3-")
    job = own.services.printing.log()[0]
    pages = own.services.printing.pages(job.id)
    assert job.sheets == (2, 3)
    dialog = open_again(own, job.id)
    assert dialog.data is not None
    assert dialog.data.sheets == 2
    assert [page.document_id for page in dialog.data.pages] == [p.document_id for p in pages]
    dialog.panel.printers.range.setText("3")
    assert "There is no sheet 3" in dialog.panel.printers.range_error.text()
    dialog.panel.printers.range.setText("2")
    dialog.print_now()
    own.wait(lambda: len(queues.sent) == 2, "the queue")
    own.settle()
    last = own.services.printing.log()[0]
    (page,) = own.services.printing.pages(last.id)
    assert page.document_id == pages[1].document_id


def test_the_sheets_of_the_repeat_carry_what_they_carried(
    own: WindowDesk, queues: ScriptedQueues
) -> None:
    print_some(own, queues, LABEL, sheets="2,4")
    job = own.services.printing.log()[0]
    dialog = open_again(own, job.id)
    assert dialog.data is not None
    pictures = own.services.pictures
    whole = own.services.printing._jobs.pdf(job.id)
    for place, sheet in enumerate(job.sheets):
        again = pictures.page(dialog.data.pdf, place, 72)
        assert again.data == pictures.page(whole, sheet, 72).data
