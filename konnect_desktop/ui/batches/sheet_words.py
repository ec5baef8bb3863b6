"""The heading and the grey line of the batch sheet, for each phase of a batch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from konnect_desktop.domain.actions import Action
from konnect_desktop.ui.batches.action_words import (
    button_text,
    done_text,
    failed_text,
    tally_text,
    words,
)
from konnect_desktop.ui.batches.run import BatchRun, Phase
from konnect_desktop.ui.kit.formatting import count_of, grouped
from konnect_desktop.ui.kit.messages import words as error_words
from konnect_desktop.ui.kit.say import line, say, short

#: So many of the ticked orders tell which batch they are in.
_LOOKED_AT = 100


def heading(run: BatchRun) -> str:
    """What the sheet is about, in one line."""
    action, total = run.plan.action, run.total
    if run.phase is Phase.NOTHING:
        return f"{words(action).verb}: nothing to send"
    if run.phase is Phase.COUNTING:
        return f"{button_text(action, total)} · starts in {run.seconds_left} s"
    if run.phase is Phase.QUEUED:
        return f"{button_text(action, total)} · next in line"
    if run.phase is Phase.WAITING:
        return f"{button_text(action, total)} · waits for the connection"
    if run.phase is Phase.WITHDRAWN:
        return f"{button_text(action, total)}: undone"
    if run.phase is Phase.BROKEN and run.is_undo_open:
        return f"{button_text(action, total)}: not undone yet"
    if run.phase is Phase.BROKEN:
        return say(words(action).stopped)
    if run.phase is Phase.FINISHED:
        return _finished(run)
    return say(words(action).doing.filled(count=run.done + run.failed, all=total))


def text(run: BatchRun) -> str:
    """What to know or press, under the heading."""
    if run.phase is Phase.NOTHING:
        return "None of the selected orders qualifies. Nothing was sent."
    if run.phase is Phase.COUNTING:
        return f"{_numbers(run)}Nothing is sent yet. Undo takes it back; Enter starts now."
    if run.phase is Phase.QUEUED:
        return "Starts when the batch before it is finished. Nothing is sent yet."
    if run.phase is Phase.WAITING:
        return (
            "Queued here; nothing is sent yet. When Konnect can be reached again, each order is "
            "looked at first and then sent. Withdraw takes it back."
        )
    if run.phase is Phase.WITHDRAWN:
        return "Nothing was sent."
    if run.phase is Phase.STOPPING:
        return f"{_parts(run)}. The group on its way is finished first; the rest is not sent."
    if run.phase is Phase.BROKEN and run.error is not None:
        what, then, detail = error_words(run.error)
        told = [what, then, f"({detail})" if detail else ""]
        if run.is_undo_open:
            told = ["Nothing was sent.", *told, "Try again undoes it and sends nothing."]
        return " ".join(part for part in told if part)
    if run.phase is Phase.FINISHED:
        return _after(run)
    note = f" {short(run.note)}." if run.note and run.done + run.failed >= run.total else ""
    return f"{_parts(run)}.{note} You can go on working."


def all_runs(runs: Sequence[BatchRun]) -> str:
    """Batches 3 · 1 waiting · 1 with failures · 1 not all sent."""
    waiting = sum(run.may_withdraw for run in runs)
    over = [run for run in runs if run.phase is Phase.FINISHED]
    failed = sum(bool(run.failed_ids) for run in over)
    cut = sum(bool(run.resumable) for run in over)
    parts = [f"Batches {len(runs)}"]
    if waiting and len(runs) > 1:
        parts.append(f"{waiting} waiting")
    if failed:
        parts.append(f"{failed} with failures")
    if cut:
        parts.append(f"{cut} not all sent")
    return " · ".join(parts)


def closing(runs: Sequence[BatchRun]) -> tuple[str, str]:
    """What is asked when the window is closed over open batches: heading and text."""
    ahead = [run for run in runs if run.phase in (Phase.COUNTING, Phase.QUEUED)]
    then = "The next start says what was not sent, and offers it."
    if any(run.phase in (Phase.RUNNING, Phase.STOPPING) for run in runs):
        now = "The group on its way is finished at the next start; the rest is not sent."
        return "A batch is still at work", f"{now} {then}"
    named = " and ".join(button_text(run.plan.action, run.total) for run in ahead)
    return "A batch has not begun", f"{named}: nothing was sent, and nothing will be. {then}"


def brief_of(runs: Iterable[BatchRun], ids: Sequence[str]) -> str:
    """What the first of `runs` that has some of `ids` is doing with them; "" when none has."""
    some = frozenset(ids[:_LOOKED_AT])
    return next((_brief(run) for run in runs if not some.isdisjoint(run.plan.ids)), "")


def _brief(run: BatchRun) -> str:
    if run.phase is Phase.COUNTING:
        return f"Starts in {run.seconds_left} s. Undo is below."
    if run.phase is Phase.QUEUED:
        return "Next in line. Undo is below."
    if run.phase is Phase.WAITING:
        return "Waits for the connection. Withdraw is below."
    return f"{heading(run)}."


def _numbers(run: BatchRun) -> str:
    preview = run.plan.preview
    if not preview:
        return ""
    first, last = preview[0][1], preview[-1][1]
    what = "Credit note" if run.plan.action is Action.CREDIT_NOTE else "Invoice"
    if len(preview) == 1:
        return f"{what} number {first}. "
    return f"{what} numbers {first} to {last}. "


def _parts(run: BatchRun) -> str:
    waiting = max(0, run.total - run.done - run.failed)
    parts = [f"{grouped(run.done)} done"]
    if run.failed:
        parts.append(f"{grouped(run.failed)} failed")
    parts.append(f"{grouped(waiting)} waiting")
    return ", ".join(parts)


def _finished(run: BatchRun) -> str:
    action, total, found = run.plan.action, run.total, run.tally
    if not found.not_done:
        return done_text(action, run.done)
    if run.is_cut_short:
        # A batch that was stopped has not failed: what was refused and what waits stand apart.
        text = tally_text(found)
        return f"{done_text(action, found.done)}, {text}" if found.done else _nothing(run, text)
    if found.unknown == found.not_done:
        return f"{done_text(action, found.done)}, {tally_text(found)}"
    text = failed_text(action, found.not_done, total)
    also = say(words(action).also_done.filled(count=found.done))
    return f"{text} · {also}" if found.done else text


def _nothing(run: BatchRun, text: str) -> str:
    verb = words(run.plan.action).verb
    return f"{verb}: nothing was sent yet" if run.tally.not_sent == run.total else f"{verb}: {text}"


def _after(run: BatchRun) -> str:
    result = run.result
    if result is None:
        return ""
    if result.stopped_because:
        return line(result.stopped_because, result.next)
    left, refused = len(run.resumable), len(run.retryable) - len(run.resumable)
    if not left:
        return ""
    why = "Stopped. " if result.was_stopped else ""
    press = f"{why}{count_of(left, 'order')} not sent; press Resume to send them."
    return f"{press} Retry sends what was refused." if refused else press
