"""A plain HTTP client of the practice server; docs/konnect-openapi.yaml judges its answers."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import requests
import yaml
from jsonschema import Draft202012Validator

from konnect_desktop.practice.faults import Fault
from konnect_desktop.practice.routes import PATHS
from konnect_desktop.practice.server import PracticeServer

_CONTRACT = Path(__file__).parents[2] / "docs" / "konnect-openapi.yaml"
WHERE = {call: (method, path) for (method, path), call in PATHS.items()}


class Client:
    """Signed in at company level; every call is one real request."""

    def __init__(self, server: PracticeServer, level: str = "company") -> None:
        self.server = server
        self.session = requests.Session()
        self.session.trust_env = False
        if level == "company":
            self._pair = (server.username, server.password)
        else:
            self._pair = (server.location_username, server.location_password)

    def sign_in(self) -> Client:
        answer = self.call("token", username=self._pair[0], password=self._pair[1])
        assert answer.status_code == 200, answer.text
        self.session.headers["x-access-token"] = answer.json()["accessToken"]
        return self

    def call(self, name: str, body: Any = None, **query: Any) -> requests.Response:
        method, path = WHERE[name]
        url = self.server.url + path
        return self.session.request(method, url, params=query, json=body, timeout=10)

    def ids(self, name: str, *ids: str) -> requests.Response:
        return self.call(name, [{"orderId": one} for one in ids])

    def listed(self, status: str, location: str, **query: Any) -> list[dict[str, Any]]:
        answer = self.call("orders", orderStatus=status, locationCode=location, **query)
        assert answer.status_code == 200, answer.text
        return answer.json()


@cache
def contract() -> dict[str, Any]:
    return yaml.safe_load(_CONTRACT.read_text("utf-8"))


def response_schema(call: str, status: int) -> dict[str, Any]:
    method, path = WHERE[call]
    response = contract()["paths"][path][method.lower()]["responses"][str(status)]
    while "$ref" in response:
        response = contract()["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]
    return response["content"]["application/json"]["schema"]


def request_schema(call: str) -> dict[str, Any]:
    method, path = WHERE[call]
    operation = contract()["paths"][path][method.lower()]
    return operation["requestBody"]["content"]["application/json"]["schema"]


def check_schema(schema: dict[str, Any], value: Any) -> None:
    whole = {**schema, "components": contract()["components"]}
    Draft202012Validator(whole).validate(value)


def check_answer(call: str, answer: requests.Response) -> Any:
    """The JSON of an answer that keeps to the contract for its status."""
    value = answer.json()
    check_schema(response_schema(call, answer.status_code), value)
    return value


def plan(client: Client, kind: str, call: str = "any", **limits: Any) -> None:
    client.server.faults.plan(Fault(kind, call, **limits))


def fresh(client: Client, count: int) -> list[str]:
    return client.server.world.add_orders(count)


def applied(client: Client) -> list[str]:
    return [change.shipment_id for change in client.server.changes]


def packed(client: Client, count: int = 3) -> list[str]:
    ids = client.server.world.ids("COMPLETED")[:count]
    assert len(ids) == count
    return ids
