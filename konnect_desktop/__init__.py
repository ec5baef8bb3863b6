"""Konnect Desktop: marketplace orders on Fynd Konnect, from new to handed over."""

__version__ = "0.1.0"
