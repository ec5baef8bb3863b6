"""What scanners put around a code, and codes that are no AWB by their looks."""

from __future__ import annotations

import pytest

from konnect_desktop.domain.scan_codes import (
    code_of,
    is_article_number,
    looks_like_one_of,
    parts_of,
)


@pytest.mark.parametrize(
    ("scanned", "code"),
    [
        ("]C1145900001234", "145900001234"),
        ("]C0BD-77\t", "BD-77"),
        ("77110022\r\n", "77110022"),
        ("*77110022*", "77110022"),
        ("\x0277110022\x03", "77110022"),
        ("AWB: 77110022", "77110022"),
        ("Waybill No.: SF-9", "SF-9"),
        ("]C1", "]C1"),
        ("#1001", "1001"),
    ],
)
def test_only_the_code_is_left(scanned: str, code: str) -> None:
    assert code_of(scanned) == code


def test_fields_of_a_label_qr() -> None:
    assert "16812345678901234" in parts_of('{"shipment":"16812345678901234","pin":"400001"}')
    assert "FY1001" in parts_of("https://track.example/s?order=FY1001&awb=7711")
    assert parts_of("FY1001|7711000|Pune")[:2] == ["FY1001", "7711000"]
    assert parts_of("145900001234") == []


def test_article_numbers() -> None:
    assert is_article_number("8901030865275")
    assert not is_article_number("8901030865276")
    assert not is_article_number("1459000012343")
    assert not is_article_number("890103086527")


def test_built_like_an_order() -> None:
    orders = ["FY16A2B3", "16812345678901234"]
    assert looks_like_one_of("fy99z9z9", orders)
    assert looks_like_one_of("16899999999999999", orders)
    assert not looks_like_one_of("145900001234", orders)
    assert not looks_like_one_of("BD16A2B3", orders)
