"""A copy takes the place of the data file while the profile is closed.

Until the one rename at the end, the present file is the data; from then on the copy is. Whenever
the app is killed, one of the two is there, whole.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from konnect_desktop.domain.backups import Copy, CopyFacts, CopyKind, copy_name
from konnect_desktop.domain.data_file import Trouble
from konnect_desktop.errors import StoreError
from konnect_desktop.files import remove_folder
from konnect_desktop.paths import ProfilePaths, make_private
from konnect_desktop.services.backups import free_name, listed
from konnect_desktop.settings import Settings
from konnect_desktop.store import copies
from konnect_desktop.store.failures import LostData
from konnect_desktop.store.mark import Mark
from konnect_desktop.store.number_mirror import Mirrored, NumberMirror
from konnect_desktop.store.vouching import size_of

_SCRATCH = "restoring"


@dataclass(frozen=True, slots=True)
class GoodCopy:
    """A copy that was opened and is whole."""

    copy: Copy
    facts: CopyFacts


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be done about a data file that cannot be used."""

    trouble: Trouble
    #: Newest first; only `good` was opened.
    copies: tuple[Copy, ...]
    good: GoodCopy | None
    #: Whether every invoice number that was given is kept beside the file.
    knows_numbers: bool


def offer(files: ProfilePaths, found: Trouble) -> Offer:
    """What the seller can choose from. May take seconds."""
    secure_found(files, found)
    try:
        copies_there = tuple(listed(files))
    except StoreError:
        copies_there = ()
    good = newest_good(files) if copies_there else None
    return Offer(found, copies_there, good, copies.mirrored(files.database).is_whole)


def newest_good(files: ProfilePaths) -> GoodCopy | None:
    """The newest copy that can be used; None when there is none. May take seconds."""
    for copy in listed(files):
        with contextlib.suppress(StoreError):
            return GoodCopy(copy, examine(files, copy))
    return None


class OthersCopy(StoreError):
    """A copy with the orders of another account."""

    user_message = "This copy holds another account's orders, so it was not used."
    next_step = "Choose another copy. Your data was not touched."


def examine(files: ProfilePaths, copy: Copy) -> CopyFacts:
    """What is in a copy. Raises StoreError when it is damaged, newer, or another account's."""
    facts = copies.examine(files.backups / copy.name)
    account = _account(files)
    if account and facts.account not in ("", account):
        raise OthersCopy(detail=copy.name)
    return facts


def was_damaged(error: Exception) -> bool:
    """Whether the profile did not open because its data file is not what it was."""
    return isinstance(error, LostData)


def trouble(error: Exception) -> Trouble | None:
    """What is wrong with the data file, None for any other error."""
    return error.trouble if isinstance(error, LostData) else None


def look(files: ProfilePaths) -> Trouble | None:
    """What is wrong when no data file is there, or an empty one, though the account was used.

    Quick, and nothing is changed. None also for a file that has to be opened to be judged.
    """
    path = files.database
    if path.is_dir():
        return Trouble.NOT_A_FILE
    if size_of(path):
        return None
    if path.exists():
        return Trouble.EMPTY if _is_known(files) else None
    if any(_put_aside(files)):
        return Trouble.DAMAGED
    return Trouble.GONE if _is_known(files) else None


def is_missing(files: ProfilePaths) -> bool:
    """Whether the data file lost its content or is gone, and nothing stands in its place yet."""
    return look(files) is not None


def _is_known(files: ProfilePaths) -> bool:
    """Whether anything tells that this account was used before."""
    return _has_traces(files) or Settings.peek(files.settings).has_account


def _has_traces(files: ProfilePaths) -> bool:
    """Whether the data left anything beside itself: its numbers, copies or papers."""
    path = files.database
    log = path.with_name(f"{path.name}-wal")
    if Mark(path).exists() or NumberMirror(path).size or size_of(log):
        return True
    return any(_is_filled(one) for one in (files.backups, files.documents, files.print_jobs))


def _is_filled(folder: Path) -> bool:
    try:
        return any(folder.iterdir())
    except OSError:
        return False


def settle_lost(files: ProfilePaths) -> None:
    """Raises LostData when `look` finds something wrong and there is something to choose.

    Where only the settings are left of an account, its orders are read anew at Fynd, and its
    next numbers are asked for before the first invoice.
    """
    found = look(files)
    if found is Trouble.GONE and not _has_traces(files):
        begin_empty(files)
    elif found is not None:
        raise LostData(found)


def secure_found(files: ProfilePaths, found: Trouble) -> None:
    """A file that lacks only what was saved last becomes one of the copies to choose from.

    It stays where it is. Nothing happens when it cannot be copied.
    """
    if found is not Trouble.OLDER:
        return
    scratch = files.root / _SCRATCH
    try:
        with _scratch(files):
            held = scratch / files.database.name
            # With its log, in a place where reading it changes nothing.
            for suffix in ("", "-wal"):
                part = files.database.with_name(files.database.name + suffix)
                if part.exists():
                    shutil.copyfile(part, held.with_name(held.name + suffix))
            copies.fold_in(held)
            copies.examine(held)
            at = datetime.fromtimestamp(copies.newest_content(held), UTC)
            target = files.backups / copy_name(at, CopyKind.FOUND)
            if not target.exists():
                copies.copy_whole(held, target)
    except (StoreError, OSError, ValueError):
        return


def restore(files: ProfilePaths, copy: Copy, clock: Callable[[], datetime]) -> Path | None:
    """Put `copy` in the place of the data file; returns the copy of the present state, if any.

    Nobody else may have the profile open. Raises StoreError in words: the present data is then
    as it was, or, when it was damaged, kept aside.
    """
    source = files.backups / copy.name
    examine(files, copy)
    now = clock()
    with _scratch(files) as scratch:
        kept = copies.keep_present(
            files.database, free_name(files.backups, now, CopyKind.BEFORE_RESTORE)
        )
        work = scratch / files.database.name
        copies.copy_whole(source, work)
        truth, more = _numbers(files, kept)
        copies.make_ready(work, truth, more, _account(files), copy.made_at, now)
        copies.examine(work)
        copies.swap(work, files.database)
    return kept


def begin_empty(files: ProfilePaths) -> None:
    """Put aside whatever is in the data file's place and begin without orders.

    No series begins again: the numbers that are known come over. Raises StoreError in words,
    with nothing deleted.
    """
    with _scratch(files) as scratch:
        copies.put_aside(files.database)
        work = scratch / files.database.name
        truth, more = _numbers(files, None)
        good = None if truth.is_whole else newest_good(files)
        if good is not None:
            older = copies.numbers_in(files.backups / good.copy.name)
            more = Mirrored([*more.given, *older.given], more.series or older.series)
        copies.make_empty(work, truth, more, _account(files))
        copies.swap(work, files.database)


@contextlib.contextmanager
def _scratch(files: ProfilePaths) -> Iterator[Path]:
    scratch = files.root / _SCRATCH
    try:
        # What an earlier try left must not be taken for the new file.
        remove_folder(scratch)
    except OSError as error:
        raise StoreError(
            f"Another program has files in {scratch} open, so nothing was changed.",
            next_step="Close programs that copy or scan this folder, then try again.",
            detail=type(error).__name__,
        ) from error
    make_private(scratch)
    make_private(files.backups)
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _numbers(files: ProfilePaths, kept: Path | None) -> tuple[Mirrored, Mirrored]:
    """The numbers that are surely all, or what is known of them, and what else may be."""
    if kept is not None:
        return copies.numbers_in(kept), Mirrored()
    aside = max(_put_aside(files), key=lambda path: path.stat().st_mtime, default=None)
    mirrored = copies.mirrored(files.database)
    if mirrored.is_held:
        # It would be written anew without the numbers that stand in it.
        raise StoreError(
            f"The file {NumberMirror(files.database).path.name} with your invoice numbers is held "
            "by another program, so nothing was changed.",
            next_step="Close programs that copy or scan this folder, then try again.",
        )
    return mirrored, copies.numbers_in(aside, _account(files))


def _put_aside(files: ProfilePaths) -> Iterator[Path]:
    """The data files that were put aside."""
    for path in files.root.glob(f"{files.database.name}.damaged-*"):
        if not path.name.endswith(("-wal", "-shm")):
            yield path


def _account(files: ProfilePaths) -> str:
    """Whose orders the profile holds, as far as that is known without its data file."""
    standing = Mark(files.database).read()
    return Settings.peek(files.settings).account or (standing.account if standing else "")
