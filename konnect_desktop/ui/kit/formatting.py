"""Money, dates and deadlines as an Indian seller reads them (IST, 24 hours)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from konnect_desktop.domain.amounts import grouped as grouped
from konnect_desktop.domain.amounts import rupees as rupees
from konnect_desktop.domain.sla import IST, Deadline, Urgency

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(moment: date) -> str:
    """12 Jun."""
    return f"{moment.day} {_MONTHS[moment.month - 1]}"


def when(moment: datetime | None, now: datetime) -> str:
    """Today 09:12, Yest 18:40, 12 Jun, 12 Jun 2023."""
    if moment is None:
        return ""
    local, today = moment.astimezone(IST), now.astimezone(IST).date()
    clock = f"{local:%H:%M}"
    if local.date() == today:
        return f"Today {clock}"
    if local.date() == today - timedelta(days=1):
        return f"Yest {clock}"
    if local.date() == today + timedelta(days=1):
        return f"Tomorrow {clock}"
    text = day(local.date())
    return text if local.year == today.year else f"{text} {local.year}"


def exact(moment: datetime | None) -> str:
    """Wed 12 Jun 2024, 09:12 IST: for tool tips and the timeline."""
    if moment is None:
        return ""
    local = moment.astimezone(IST)
    return f"{_DAYS[local.weekday()]} {day(local.date())} {local.year}, {local:%H:%M} IST"


def span(length: timedelta) -> str:
    """42 min, 1 h 20, 3 days: never negative."""
    minutes = max(0, int(length.total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        hours, rest = divmod(minutes, 60)
        return f"{hours} h {rest:02d}"
    days = minutes // (24 * 60)
    return f"{days} day" if days == 1 else f"{days} days"


def deadline_text(deadline: Deadline) -> str:
    """Late 1 h 20 · 42 min · by 16:00 · Tue 11:00."""
    if deadline.due_at is None:
        return ""
    local = deadline.due_at.astimezone(IST)
    if deadline.urgency is Urgency.LATE:
        return f"Late {span(max(-deadline.left, timedelta(minutes=1)))}"
    if deadline.urgency is Urgency.SOON:
        return span(deadline.left)
    if deadline.urgency is Urgency.TODAY:
        return f"by {local:%H:%M}"
    if deadline.left < timedelta(days=6):
        return f"{_DAYS[local.weekday()]} {local:%H:%M}"
    return day(local.date())


def ago(moment: datetime | None, now: datetime) -> str:
    """just now · 2 min ago · 3 h ago · 12 Jun."""
    if moment is None:
        return "never"
    seconds = (now - moment).total_seconds()
    if seconds < 60:
        return "just now"
    if seconds < 3600:
        return f"{int(seconds // 60)} min ago"
    if seconds < 24 * 3600:
        return f"{int(seconds // 3600)} h ago"
    return when(moment, now)


def since(moment: datetime, now: datetime) -> str:
    """just now · 20 min ago · 5 h ago · 3 days ago: for what should move on."""
    passed = now - moment
    if passed < timedelta(minutes=1):
        return "just now"
    if passed < timedelta(hours=1):
        return f"{int(passed.total_seconds() // 60)} min ago"
    if passed < timedelta(days=1):
        return f"{int(passed.total_seconds() // 3600)} h ago"
    return f"{span(passed)} ago"


def until(moment: datetime, now: datetime) -> str:
    """now · in under 1 min · in 4 min · in 1 h 20."""
    left = moment - now
    if left <= timedelta(0):
        return "now"
    return "in under 1 min" if left < timedelta(minutes=1) else f"in {span(left)}"


def count_of(number: int, singular: str, plural: str = "") -> str:
    """1 order, 38 orders, 1,23,456 orders."""
    return f"{grouped(number)} {singular if number == 1 else plural or singular + 's'}"


def size_text(size: int) -> str:
    """12.3 MB."""
    number = float(size)
    for unit in ("B", "KB", "MB"):
        if number < 1024:
            return f"{number:.0f} {unit}" if unit == "B" else f"{number:.1f} {unit}"
        number /= 1024
    return f"{number:.1f} GB"
