"""Arranges rail, top bar, rooms and key bar; no rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.people import Gate
from konnect_desktop.errors import SignInRefused
from konnect_desktop.services.account_models import AccountFacts
from konnect_desktop.services.batch_models import Plan
from konnect_desktop.services.sync_models import SyncHealth, SyncReport
from konnect_desktop.settings import Settings
from konnect_desktop.ui.actions.key_bar import KeyBar
from konnect_desktop.ui.batches import sheet_words
from konnect_desktop.ui.kit import formatting, messages, window_place
from konnect_desktop.ui.kit import keys as bindings
from konnect_desktop.ui.kit.banner import PracticeBanner
from konnect_desktop.ui.kit.notices import Notice, Notices
from konnect_desktop.ui.kit.opening import saved_notice
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.say import say
from konnect_desktop.ui.orders.page import OrdersPage
from konnect_desktop.ui.window.courier_control import CourierControl
from konnect_desktop.ui.window.import_control import ImportControl
from konnect_desktop.ui.window.network_control import NetworkControl
from konnect_desktop.ui.window.offline_control import OfflineControl
from konnect_desktop.ui.window.paper_control import PaperControl
from konnect_desktop.ui.window.people_control import PeopleControl
from konnect_desktop.ui.window.preload import preload
from konnect_desktop.ui.window.rail import Rail
from konnect_desktop.ui.window.recovery_control import RecoveryControl
from konnect_desktop.ui.window.room_pages import RoomPages
from konnect_desktop.ui.window.rooms import Rooms
from konnect_desktop.ui.window.search_control import SearchControl
from konnect_desktop.ui.window.sign_in_control import SignInControl
from konnect_desktop.ui.window.sync_control import SyncControl
from konnect_desktop.ui.window.top_bar import TopBar
from konnect_desktop.ui.window.verbs import WindowVerbs
from konnect_desktop.ui.work.context import AppContext

#: From this width on the rail is as wide as it likes.
_WIDE = 1400
#: A window that is lower gives its pages what the titles take, px.
_HIGH = 600
#: By then the first table is on the screen.
_AFTER_PAINT_MS = 100


@survives
class MainWindow(WindowVerbs):
    """The one window."""

    #: The seller wants practice mode, or to leave it: the application builds other services.
    practice_wanted = Signal()
    account_wanted = Signal()
    #: It closes now, and nobody is asked any more.
    closing = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setAccessibleName("Konnect Desktop")
        self.setMinimumSize(960, 520)
        self._context = context
        self.facts = AccountFacts(profile="")
        self._health = SyncHealth()
        self._closes_anyway = False
        context.open_room = self.open_room
        context.track = self.track
        context.say = self.say
        context.ask_to_remove = self._ask_to_remove
        context.runner.on_unhandled = self._on_unhandled
        self.sync = SyncControl(context, self)
        self.notices = Notices(context.theme)
        self.account = SignInControl(context, self.notices, self)
        self.couriers = CourierControl(context, self.sync, self.notices, self)
        self.network = NetworkControl(context, self.sync, self.notices, self)
        self.papers = PaperControl(context, self.notices, self._open_print_log, self)
        self.top = TopBar(context.theme, context.now)
        self.rail = Rail(context.theme)
        self.orders = OrdersPage(context)
        self.offline = OfflineControl(context, self.orders.sheet, self.notices, self)
        self.recovery = RecoveryControl(context, self.orders.sheet, self.notices, self)
        self.door = ImportControl(context, self)
        self.door.watch()
        bar = self.orders.bar.actions_bar
        bar.more_entries = [self.orders.export_entry, self.door.menu(bar).menuAction()]
        self.pages = RoomPages(context, self)
        self.rooms = Rooms({"orders": lambda: self.orders, **self.pages.makers()})
        self._lay_out()
        self._connect()
        self._add_shortcuts()
        window_place.restore(self, context.layout)
        self.open_room("orders")

    # ---- layout ----------------------------------------------------------------------

    def _lay_out(self) -> None:
        body = QWidget()
        body.setObjectName("window.body")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.banner = PracticeBanner(self._context.theme)
        self.banner.setVisible(self._context.settings.is_practice)
        self.banner.connect_wanted.connect(self.account_wanted)
        column.addWidget(self.banner)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.rail)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.top)
        right.addWidget(self.notices)
        right.addWidget(self.rooms, 1)
        row.addLayout(right, 1)
        column.addLayout(row, 1)
        press = self.orders.press
        self.keys = KeyBar(
            (
                ("keys", "F1", "Keys", self.show_keys),
                ("do_anything", "Ctrl+K", "Do anything", self._open_palette),
                ("find", "F2", "Find", self.find_orders),
                ("filters", "F3", "Filters", self.orders.open_filters),
                ("check_now", "F5", "Check now", self.sync.check),
                ("add_invoice", "F9", "Add invoice", lambda: press(Action.ADD_INVOICE)),
                ("get_labels", "F6", "Get labels", lambda: press(Action.GET_LABELS)),
                ("hand_over", "F8", "Hand over", self._hand_over),
                ("next_step", "Ctrl+Enter", "Next step", self.orders.press_suggested),
            )
        )
        column.addWidget(self.keys)
        self.setCentralWidget(body)

    def _connect(self) -> None:
        self.rail.chosen.connect(self.open_room)
        self.pages.show_only.connect(self.show_only)
        self.pages.planned.connect(self._on_retry_made)
        self.pages.handover_planned.connect(self._on_handover_planned)
        self.pages.said.connect(self.say)
        self.pages.settings_changed.connect(self._on_settings_changed)
        self.door.planned.connect(self._on_retry_made)
        self.door.told.connect(partial(self.notices.show_notice, "import"))
        self.orders.pasting.found.connect(lambda _ids: self.open_room("orders"))
        self.orders.pasting.file_pasted.connect(self.door.open)
        self.orders.pasting.told.connect(partial(self.notices.show_notice, "paste"))
        self.top.searched.connect(self._on_searched)
        self.top.list_pasted.connect(self._on_list_pasted)
        self.top.search_left.connect(self._on_search_left)
        self.top.check_wanted.connect(self.sync.check)
        self.top.stop_wanted.connect(self.sync.stop)
        self.top.account_wanted.connect(self.account_wanted)
        self.top.sign_out_wanted.connect(self.account.ask_sign_out)
        self.sync.progressed.connect(self.top.show_progress)
        self.sync.progressed.connect(lambda _progress: self._show_health())
        self.sync.health_read.connect(self._on_health)
        self.sync.finished.connect(self._on_synced)
        self.couriers.show_wanted.connect(self.show_only)
        self.offline.show_wanted.connect(self.show_only)
        # What failed meanwhile is not left standing as the last word.
        self.offline.back.connect(self.sync.check)
        self.couriers.attach(self.orders.waiting)
        self.orders.sync_wanted.connect(self.sync.check)
        self.orders.sign_in_wanted.connect(self.account_wanted)
        self.orders.text_shown.connect(self.top.show_text)
        self.orders.said.connect(self.say)
        self.orders.exporting.saved.connect(self._on_saved)
        self.orders.sheet.batch_ended.connect(self.papers.batch_ended)
        self.papers.said.connect(self.say)
        self.account.signed_in.connect(self._on_signed_in)
        self.account.leaving.connect(self.sync.stop)
        self.account.signed_out.connect(self.read_account)
        self.account.practice_wanted.connect(self.practice_wanted)
        signals = self._context.signals
        signals.sign_in_needed.connect(self.ask_sign_in)
        PeopleControl(self._context, self.top, self)
        signals.changed.connect(self._on_changed)

    def _add_shortcuts(self) -> None:
        keys: dict[str, Callable[[], object]] = {
            "Ctrl+F": self.find_orders,
            "F2": self.find_orders,
            "F1": self.show_keys,
            "F5": self.sync.check,
            "Ctrl+I": self.door.choose,
            "Ctrl+K": self._open_palette,
        }
        if bindings.IS_MAC:
            from konnect_desktop.ui.window.mac_menu import add_menus

            add_menus(self)
        else:
            keys["Ctrl+Q"] = self.close
        bindings.bind(self, "window", keys)

    # ---- start -----------------------------------------------------------------------

    def begin(self) -> None:
        """Read who is signed in, settle what a crash left behind, start checking."""
        self.orders.table.setFocus()
        self.read_account()
        # Threads that load code would take turns with the one that paints the first table.
        QTimer.singleShot(_AFTER_PAINT_MS, self, self._begin_work)

    def _begin_work(self) -> None:
        from konnect_desktop.ui.window.data_folder_control import DataFolderControl

        DataFolderControl(self._context, self.notices, self).begin()
        if (lost := self._context.services.settings.lost) is not None:
            from konnect_desktop.ui.window import lost_settings

            lost_settings.tell(lost, self.notices, self.open_room)
        if not self._context.services.knows_numbers:
            from konnect_desktop.ui.window.after_restore_control import UnsureNumbersControl

            UnsureNumbersControl(self._context, self.notices, self).begin()
        restored = self._context.services.restored
        if restored is None:
            self._go_on()
            return
        from konnect_desktop.ui.window.after_restore_control import AfterRestoreControl

        waiting = AfterRestoreControl(self._context, self.sync, self.notices, self._go_on, self)
        waiting.begin(restored)

    def _go_on(self) -> None:
        self.recovery.begin(self._begin_checks)

    def _begin_checks(self) -> None:
        from konnect_desktop.ui.window.backup_control import BackupControl
        from konnect_desktop.ui.window.clearing_control import ClearingControl

        self.offline.begin()
        self.sync.begin()
        self.couriers.begin()
        self.papers.begin()
        self.backups = BackupControl(self._context, self.notices, self)
        self.backups.begin()
        SearchControl(self._context, self).begin()
        ClearingControl(self._context, lambda: self.is_busy, self).begin()
        preload(self._context, self)

    def _ask_to_remove(self) -> None:
        """From the question of signing out; the settings ask for a PIN first, where they do."""
        if self._context.services.people.asks(Gate.SETTINGS):
            self.open_room("settings/data")
            return
        from konnect_desktop.ui.profile.removal_control import RemovalControl

        RemovalControl(self._context, self).ask()

    def read_account(self) -> None:
        """Read the account's facts again."""
        self._context.runner.start(
            self,
            lambda _ctx: self._context.services.accounts.facts(),
            pool="safe",
            key="account",
            latest=True,
            on_success=self._on_account,
        )

    def _on_account(self, facts: AccountFacts) -> None:
        self.facts = facts
        self.top.show_account(facts)
        self.banner.setVisible(facts.is_practice)
        self._title()
        self._show_health()

    # ---- rooms -----------------------------------------------------------------------

    def _open_print_log(self) -> None:
        self.open_room("documents")
        self.documents.open_log()

    def _on_searched(self, text: str) -> None:
        self.open_room("orders")
        self.orders.search(text)

    def _on_list_pasted(self, text: str) -> None:
        self.open_room("orders")
        self.orders.pasting.look_up(text)

    def _on_search_left(self) -> None:
        self.open_room("orders")
        self.orders.take_keyboard()

    def _on_settings_changed(self, settings: Settings) -> None:
        self.orders.table.set_compact(settings.compact_rows)
        self.read_account()

    def _on_retry_made(self, plan: Plan) -> None:
        self.open_room("orders")
        self.orders.sheet.start(plan)

    def _on_handover_planned(self, plan: Plan) -> None:
        self.handover.follow(self.orders.sheet.start(plan))

    def _hand_over(self) -> None:
        if self.rooms.current == "handover":
            self.handover.parcels.hand_over()
        else:
            self.orders.press(Action.HAND_OVER)

    def _open_palette(self) -> None:
        from konnect_desktop.ui.window.palette import open_palette

        open_palette(self, self._context)

    def _on_saved(self, text: str, path: Path) -> None:
        self.notices.show_notice("saved", saved_notice(text, path, self.say))

    # ---- account ---------------------------------------------------------------------

    def ask_sign_in(self, reason: str = "") -> None:
        """Open the sign-in window once, however many tasks ask for it."""
        self.account.ask(reason)

    def _on_signed_in(self, facts: AccountFacts) -> None:
        self._on_account(facts)
        # The ticks may be on orders of another account.
        self.orders.untick_all()
        self.sync.check()

    def _on_unhandled(self, owner: object, error: Exception) -> None:
        if isinstance(error, SignInRefused):
            self.sync.is_paused = True
            self._context.signals.sign_in_needed.emit(say(error.message))
            return
        messages.show_error(self, error)

    # ---- freshness -------------------------------------------------------------------

    def _on_health(self, health: SyncHealth) -> None:
        if health.is_failing and not self._health.is_failing:
            # The seller may be in another program: the taskbar asks for a look.
            QApplication.alert(self)
        self._health = health
        self.top.show_health(health)
        self._show_health()

    def _show_health(self) -> None:
        health = replace(self._health, is_running=self.sync.is_running)
        signed_in = self.facts.is_signed_in or self.facts.is_practice or not self.facts.profile
        self.orders.empty_list.show_health(health, is_signed_in=signed_in)

    def _on_synced(self, report: SyncReport) -> None:
        # New orders that wait join the watch, and couriers that the check saw are told.
        self.couriers.tick()
        if report.new_count:
            self.say(f"{formatting.count_of(report.new_count, 'new order')}")

    def _on_changed(self, changes: Changes) -> None:
        if changes.sync:
            self.sync.read_health()
        if changes.news:
            self.notices.show_notice("recovery", Notice(say(changes.news), icon="check"))

    # ---- geometry and end ------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.ThemeChange:
            # One contrast theme of Windows was changed for another.
            self._context.theme.follow_system()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        # Before the pages share out their room, so that they do it once.
        self.rail.set_narrow(event.size().width() < _WIDE)
        is_low = event.size().height() < _HIGH
        self.rooms.set_low(is_low)
        self.notices.set_low(is_low)
        super().resizeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.is_busy and not self._closes_anyway:
            event.ignore()
            self._ask_close()
            return
        self.closing.emit()
        window_place.keep(self, self._context.layout)
        self.orders.table.header.save()
        self._context.layout.sync()
        super().closeEvent(event)

    def _ask_close(self) -> None:
        heading, text = sheet_words.closing(self.orders.sheet.runs)
        close_now = self.close_now
        messages.confirm(self, heading, text, "Close anyway", close_now, close="Keep working")

    def close_now(self) -> None:
        """Close without asking; a batch at work is settled at the next start."""
        self._closes_anyway = True
        self.close()
