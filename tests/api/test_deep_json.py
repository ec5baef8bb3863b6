"""Answers that nest deeper than anything can follow: the record loses that part and no more."""

from __future__ import annotations

import json

import pytest

from konnect_desktop.api import bare_messages, values
from konnect_desktop.api.translation import shipment, shipment_info
from konnect_desktop.api.wire_json import NotJson, parse, records

DEPTHS = (59, 61, 300, 990, 10_000, 200_000)


def nested(depth: int, opened: str = "[", closed: str = "]") -> str:
    return opened * depth + "1" + closed * depth


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize(("opened", "closed"), [("[", "]"), ('{"a":', "}"), ('[{"]":"', '"}]')])
def test_one_record_too_deep_spoils_no_other(depth: int, opened: str, closed: str) -> None:
    deep = nested(depth if opened[-1] != '"' else 1, opened, closed)
    body = f'[{{"id":"1","lockStatus":{deep},"sku":"a]b"}},{{"id":"2"}}]'.encode()
    found = list(records(body))
    assert [record["id"] for record, _ in found] == ["1", "2"]
    assert found[0][0]["sku"] == "a]b"
    # The record is kept as it came.
    assert found[0][1] == body[1:].partition(b',{"id":"2"}]')[0]
    for record, _ in found:
        assert shipment_info(record) is not None
        assert shipment(record, "") is not None
        values.plain(record)


def test_what_is_no_deeper_than_usual_stays() -> None:
    text = nested(50)
    assert parse(text.encode()) == json.loads(text.replace("1", '"1"'))


@pytest.mark.parametrize("text", ["[" * 100, "{" * 5_000, "[[" * 80 + "}}" * 90])
def test_brackets_inside_a_text_nest_nothing(text: str) -> None:
    body = json.dumps({"message": text, "orders": [{"id": "1", "sku": text}]}).encode()
    assert [record for record, _ in records(body)] == [{"id": "1", "sku": text}]
    assert parse(body)["message"] == text


@pytest.mark.parametrize("body", ["[" * 10_000, '{"a":' * 10_000, "[" * 10_000 + "}" * 10_000])
def test_depth_without_an_end_is_no_json(body: str) -> None:
    with pytest.raises(NotJson) as caught:
        parse(body.encode())
    assert caught.value.__context__ is None


@pytest.mark.parametrize("status", ["9" * 5_000, "²", "٤٠٠", "-400", "1e400"])
def test_a_status_that_is_no_number_breaks_nothing(status: str) -> None:
    bare_messages.is_failure(json.dumps({"status": status, "data": None}).encode())
    bare_messages.is_failure(f'{{"status": {status}, "data": null}}'.encode())
