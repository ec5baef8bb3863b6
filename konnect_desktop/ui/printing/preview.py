"""The print window: every page with the order it belongs to, and everything about printing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from konnect_desktop.domain.printing import CropRule, Layout, PrintChoices, ShrinkRule
from konnect_desktop.services.paper_models import INVOICE, LABEL, PrintJobData
from konnect_desktop.services.print_memory import PrintMemory
from konnect_desktop.ui.kit import messages
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.parts import ErrorLine, announce, named
from konnect_desktop.ui.kit.window_place import bounded_resize
from konnect_desktop.ui.printing import printers
from konnect_desktop.ui.printing.check_card import (
    match_text,
    not_due_text,
    problem_lines,
    without_paper,
)
from konnect_desktop.ui.printing.crop_editor import CropEditor
from konnect_desktop.ui.printing.crop_offer import CropOfferCard
from konnect_desktop.ui.printing.job_loader import JobLoader, Loaded
from konnect_desktop.ui.printing.job_panel import JobPanel
from konnect_desktop.ui.printing.page_list import PageList
from konnect_desktop.ui.printing.page_view import PageView
from konnect_desktop.ui.printing.pages_pane import PagesPane
from konnect_desktop.ui.printing.paper_words import held_text, noun, papers_text
from konnect_desktop.ui.printing.print_run import PrintRun
from konnect_desktop.ui.printing.printer_setup import PrinterSetup
from konnect_desktop.ui.printing.rest_offer import RestOffer
from konnect_desktop.ui.printing.run_strip import RunStrip
from konnect_desktop.ui.printing.sending import SendsPapers
from konnect_desktop.ui.printing.size_card import SizeCard
from konnect_desktop.ui.printing.waiting_page import WaitingPage
from konnect_desktop.ui.work.context import AppContext

_SMALLEST, _LARGEST = QSize(960, 480), QSize(1320, 900)


@survives
class PreviewDialog(SendsPapers):
    """Fetches, shows, prints and saves the papers of some shipments. Not modal."""

    #: PrintJobData: everything is fetched and is shown.
    loaded = Signal(object)
    #: PrintJobData: its bar codes were read back; now it can be printed.
    ready = Signal(object)
    #: Nothing could be fetched; the error line says why.
    load_failed = Signal()

    def __init__(
        self,
        parent: QWidget | None,
        context: AppContext,
        ids: Sequence[str],
        kinds: tuple[str, ...],
        job_id: int | None = None,
        document_ids: Sequence[int] = (),
    ) -> None:
        """`job_id`: repeat this job from the log as it was, whatever `ids` say.

        `document_ids`: these kept papers as they are, also void ones.
        """
        super().__init__(parent)
        self.setObjectName("preview")
        self.setAccessibleName("Print preview")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self._context = context
        self.ids, self.kinds, self.job_id = list(ids), tuple(kinds), job_id
        self._document_ids = list(document_ids)
        self.data: PrintJobData | None = None
        self.sizes: list[tuple[float, float]] = []
        self.left_out: frozenset[str] = frozenset()
        self._names: dict[str, str] = {}
        self._layout = Layout.AS_IS
        self._is_first = True
        self._run: PrintRun | None = None
        self._sent: frozenset[int] = frozenset()
        self._range_dropped = False
        self._loader = JobLoader(context, self)
        self._build()
        self._rest = RestOffer(self.panel.printers)
        self.panel.lots = lambda: self._rest.lots
        self._fit_screen()
        self.reload()

    @classmethod
    def show_for(
        cls,
        parent: QWidget,
        context: AppContext,
        ids: Sequence[str],
        kinds: tuple[str, ...],
        job_id: int | None = None,
        document_ids: Sequence[int] = (),
    ) -> PreviewDialog:
        """Open the window for these shipments, in this order; the rest as for the class."""
        dialog = cls(parent.window(), context, ids, kinds, job_id, document_ids)
        dialog.show()
        return dialog

    # ---- parts -------------------------------------------------------------------------

    def _build(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(16)
        layout.addLayout(self._left(), 1)
        self.panel = JobPanel(self._context, self.kinds)
        self.panel.choices.changed.connect(self._choices_changed)
        self.panel.print_pressed.connect(lambda: self.print_now())
        self.panel.done_pressed.connect(self.accept)
        self.panel.save_pressed.connect(self.ask_save)
        self.panel.check.leave_out.connect(self.leave_out)
        self.panel.check.missing_wanted.connect(self.reload)
        self.panel.printers.set_up_pressed.connect(self._set_up)
        layout.addWidget(self.panel)
        for key, call in (
            (QKeySequence.StandardKey.Print, lambda: self.print_now()),
            (QKeySequence.StandardKey.Save, self.ask_save),
        ):
            QShortcut(QKeySequence(key), self, call)
        self._loader.progress.connect(self.waiting.show_progress)
        self._loader.laid.connect(self._laid)
        self._loader.checked.connect(self._checked)
        self._loader.failed.connect(self._not_loaded)
        self._loader.ended.connect(self._ended)

    def _left(self) -> QVBoxLayout:
        box = QVBoxLayout()
        box.setSpacing(10)
        self.heading = named(plain_label("", "title"), "preview.heading")
        self.error = ErrorLine("preview.error")
        self.strip = RunStrip()
        self.strip.cancel_pressed.connect(self.cancel_print)
        self._stack = QStackedWidget()
        self._stack.setObjectName("preview.stack")
        self.waiting = WaitingPage()
        self.waiting.stop_pressed.connect(self._loader.stop)
        self.waiting.again_pressed.connect(self.reload)
        self.pages = PagesPane(self._context)
        self.pages.left_out.connect(lambda one: self.leave_out([one]))
        self.pages.put_back.connect(self._put_back)
        self.pages.moved.connect(self.move_page)
        self.pages.crop_pressed.connect(self.crop)
        self._stack.addWidget(self.waiting)
        self._stack.addWidget(self.pages)
        self.size_card = SizeCard()
        self.size_card.larger_pressed.connect(self.use_layout)
        self.size_card.crop_pressed.connect(self.crop)
        self.size_card.shrink_pressed.connect(self.shrink)
        self.offer_card = CropOfferCard(self._context)
        self.offer_card.used.connect(self.reload)
        self.offer_card.adjust_pressed.connect(self._adjust)
        self.offer_card.refused.connect(self._show_held)
        for widget in (self.heading, self.error, self.strip, self.offer_card, self.size_card):
            box.addWidget(widget)
        box.addWidget(self._stack, 1)
        return box

    def _fit_screen(self) -> None:
        """As large as helps, no larger than the window it lies over or the screen."""
        self.setMinimumSize(_SMALLEST)
        bounded_resize(self, _LARGEST)

    @property
    def page_list(self) -> PageList:
        """The pages."""
        return self.pages.list

    @property
    def view(self) -> PageView:
        """The page that is chosen."""
        return self.pages.view

    @property
    def again_button(self) -> QWidget:
        """Try again, after nothing came."""
        return self.waiting.again_button

    @property
    def progress_text(self) -> QWidget:
        """What is being waited for, or why nothing came."""
        return self.waiting.text

    # ---- loading -----------------------------------------------------------------------

    def reload(self) -> None:
        """Get what is not kept yet, check each page, and lay the sheets out."""
        if not self.is_fixed:
            self.kinds = self.panel.choices.chosen_kinds()
        self.data = None
        self._rest.drop()
        # Its numbers speak of the sheets as they were.
        self._range_dropped |= bool(self.panel.printers.range.text())
        self.panel.printers.range.clear()
        self.offer_card.show_data(None)
        self.size_card.show_data(None)
        self.error.say("")
        self.pages.stop()
        self.view.is_drawn = False
        self._say(f"Fetching {noun(self.kinds, len(self.ids))}")
        self._stack.setCurrentWidget(self.waiting)
        self.waiting.begin("Papers that are kept already are not fetched again.")
        self.panel.show_data(None, {}, [], self._layout)
        if self.job_id is not None:
            self._say(f"Print job {self.job_id} again")
            self._loader.load_job(self.job_id)
        elif self._document_ids:
            self._loader.load_papers(self._document_ids)
        else:
            self._loader.load(self.ids, self.choices())

    def choices(self) -> PrintChoices:
        """What is set on the right, without the orders that were taken out by hand."""
        return replace(self.panel.choices.choices(), leave_out=self.left_out)

    def _choices_changed(self) -> None:
        self.reload()

    def _laid(self, loaded: Loaded) -> None:
        data = loaded.data
        self.data, self.sizes, self._layout = data, loaded.sizes_mm, loaded.layout
        self._names = loaded.names
        self.panel.show_data(data, loaded.names, self.sizes, loaded.layout)
        self.offer_card.show_data(data)
        self._show_held()
        if not data.sheets:
            self._nothing(data)
            return
        if self.is_fixed:
            self._show_fixed(data)
        self._say(f"{papers_text(data)}, ready to print")
        self._stack.setCurrentWidget(self.pages)
        self.pages.show_data(data, self.sizes, loaded.names, loaded.shape, len(self.left_out))
        if self._is_first:
            self._is_first = False
            self.page_list.setFocus()
        self.strip.say(self._news(loaded))
        announce(self, match_text(data))
        self.loaded.emit(data)
        self._loader.check(data)

    def _news(self, loaded: Loaded) -> str:
        """What is worth knowing before Print is pressed."""
        news = []
        if self._range_dropped:
            self._range_dropped = False
            news.append("The sheets changed, so Sheets is All again.")
        if loaded.printed_before:
            count, total = loaded.printed_before, len(loaded.data.document_ids)
            what = "All were" if count == total else f"{count} of {total} were"
            news.append(f"{what} printed before.")
        return " ".join(news)

    def _show_held(self) -> None:
        """What is too large, unless there is a better question first."""
        self.size_card.show_data(self.data if self.offer_card.isHidden() else None)

    def _show_fixed(self, data: PrintJobData) -> None:
        kinds = {page.kind for page in data.pages}
        self.kinds = tuple(kind for kind in (LABEL, INVOICE) if kind in kinds) or self.kinds
        self.panel.show_fixed(
            f"Job {self.job_id} from the print log, exactly as it was printed. Choose its sheets "
            "below to go on after a jam."
            if self.job_id is not None
            else "Kept papers exactly as they are. A void label must not go on a parcel."
        )
        self.pages.set_fixed(True)

    def _checked(self, data: PrintJobData) -> None:
        if self.data is None:
            return
        self.data = data
        self.panel.show_data(data, self._names, self.sizes, self._layout)
        self.ready.emit(data)

    def _nothing(self, data: PrintJobData) -> None:
        if data.held and not without_paper(data):
            fit = "does" if len(data.held) == 1 else "do"
            self._say(f"{held_text(data.held)} {fit} not fit this sheet")
            self.waiting.end(
                "Nothing is made smaller unasked. Choose above how to go on, or another layout.",
                can_retry=False,
            )
            self.loaded.emit(data)
            return
        self._say("There is nothing to print")
        if self.left_out and not data.missing:
            self.waiting.end("All of these orders are left out.")
        elif data.not_due and not data.missing:
            self.waiting.end(not_due_text(data))
        else:
            # Not always "not yet": it may also be no PDF, or that of another order.
            why = problem_lines(data, self._names)
            self.waiting.end("\n".join(why) or "None of these orders has this paper yet.")
        self.loaded.emit(data)

    def _not_loaded(self, error: Exception) -> None:
        what, then, detail = messages.words(error)
        self.error.say(f"{what} {then}" + (f" ({detail})" if detail else ""))
        self.load_failed.emit()
        if self.data is None:
            self._say("The papers could not be fetched")
            self.waiting.end("Nothing was printed. What was fetched before is kept.")

    def _ended(self) -> None:
        if self.data is None and not self.error.text():
            self._say("Stopped")
            self.waiting.end("Nothing was printed. What was fetched so far is kept.")

    # ---- pages by hand -----------------------------------------------------------------

    def leave_out(self, ids: Sequence[str]) -> None:
        """Print without these shipments; nothing else of them changes."""
        self.left_out |= set(ids)
        self.reload()

    def _put_back(self) -> None:
        self.left_out = frozenset()
        self.reload()

    def move_page(self, shipment_id: str, step: int) -> None:
        """Bring the papers of a shipment earlier (-1) or later (1)."""
        if self.data is None:
            return
        order = list(self.data.shipment_ids)
        place = order.index(shipment_id)
        if not 0 <= place + step < len(order):
            return
        order.insert(place + step, order.pop(place))
        rest = [one for one in self.ids if one not in set(order)]
        self.ids = [*order, *rest]
        self.panel.choices.show_own_order()
        self.reload()

    def crop(self, shipment_id: str, rule: CropRule | None = None) -> None:
        """Draw where the label is on this channel's pages; the sheets are laid out anew.

        `rule`: what to start with, where the label was found.
        """
        editor = CropEditor.show_for(self, self._context, shipment_id, rule)
        editor.saved.connect(lambda _rule: self.reload())

    def _adjust(self, shipment_id: str, rule: CropRule) -> None:
        self.crop(shipment_id, rule)

    def use_layout(self, layout: Layout) -> None:
        """The sheet that takes at true size what is too large for the chosen one."""
        self.panel.choose_layout(layout)

    def shrink(self, rules: Sequence[ShrinkRule]) -> None:
        """Print these smaller, now and from now on."""

        def change(memory: PrintMemory) -> PrintMemory:
            for rule in rules:
                memory = memory.with_shrink(rule)
            return memory

        printers.change_memory(self._context, self, change, self.reload)

    def _set_up(self, name: str) -> None:
        if name:
            dialog = PrinterSetup.show_for(self, self._context, name)
            dialog.changed.connect(self.panel.printers.show_states)

    def done(self, result: int) -> None:
        self._loader.drop()
        self.pages.stop()
        if self._run is not None and not self._run.is_handed_over:
            self._run.cancel()
        super().done(result)
