"""A folder that was copied for a test holds what its server has, whoever filled it."""

from __future__ import annotations

from pathlib import Path

from konnect_desktop.practice.server import PracticeServer
from konnect_desktop.settings import Settings
from tests.read_folders import ReadFolders
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk


def test_a_copy_has_what_its_own_server_has(make_unlocked: MakeDesk) -> None:
    desk = make_unlocked(40)
    assert desk.calls() == []
    assert desk.statuses() == desk.truth()
    # The links to the papers are its own server's, too.
    report = desk.sync()
    assert report.ok  # type: ignore[attr-defined]
    assert not report.changes.shipment_ids  # type: ignore[attr-defined]


def test_where_the_address_is_taken_the_folder_is_read_anew(tmp_path: Path) -> None:
    folders, read = ReadFolders(tmp_path / "known"), []

    def serve(port: int) -> PracticeServer:
        return PracticeServer(orders=12, port=port)

    def look(server: PracticeServer, folder: Path) -> Settings:
        read.append(server)
        with Desk(server, folder) as looking:
            looking.sync()
            return looking.services.settings.current

    def statuses(name: str) -> tuple[PracticeServer, dict[str, str]]:
        server, settings = folders.open("kind", serve, look, tmp_path / name)
        with Desk(server, tmp_path / name, settings=settings) as desk:
            assert desk.statuses() == desk.truth()
            return server, desk.statuses()

    first, found = statuses("first")
    assert len(read) == 1
    # It still runs, so the second cannot have its address.
    second, again = statuses("second")
    assert second.port != first.port
    assert read[1:] == [second]
    first.stop()
    second.stop()
    third, once_more = statuses("third")
    third.stop()
    assert found == again == once_more
    assert len(found) == 12
