"""Messages in the words of the window: every sentence of the app is put into words here."""

from __future__ import annotations

from konnect_desktop.domain.say import Msg, in_words


def say(message: Msg) -> str:
    """The message as the seller reads it."""
    return in_words(message)


def short(message: Msg) -> str:
    """The same without the full stop: a heading, or a part of a line."""
    return say(message).removesuffix(".")


def line(*messages: Msg) -> str:
    """Sentences one after another, those that say nothing left out."""
    return " ".join(say(one) for one in messages if one)
