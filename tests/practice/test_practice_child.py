"""The practice server as a program of its own."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import requests

from konnect_desktop.practice.faults import Fault
from konnect_desktop.practice.launcher import ChildFailed, start_child
from konnect_desktop.practice.server import PracticeServer


def test_child_serves_and_stops() -> None:
    fault = Fault("429", "token", times=1, value="3")
    with start_child(30, 7, [fault, "500:info:1"], auto_courier=False) as child:
        query = {"username": child.username, "password": child.password}
        url = f"{child.url}/aggregator/v1/token"
        assert requests.get(url, params=query, timeout=5).headers["Retry-After"] == "3"
        token = requests.get(url, params=query, timeout=5).json()["accessToken"]
        assert token
        assert child.locations == PracticeServer(orders=0).locations
        assert child.password not in repr(child)
    assert child.process.returncode == 0
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=2)


def test_a_child_that_cannot_start_says_why() -> None:
    with pytest.raises(ChildFailed, match="unknown call 'nowhere'"):
        start_child(5, faults=["500:nowhere"])


def test_a_child_that_takes_too_long_is_ended() -> None:
    with pytest.raises(ChildFailed, match="not ready after"):
        start_child(5, timeout_s=0.0)


def test_a_taken_port_is_told() -> None:
    with PracticeServer(orders=0) as server, pytest.raises(ChildFailed, match="cannot be used"):
        start_child(5, port=server.port)


def test_the_first_line_is_json_and_closing_the_input_ends_it() -> None:
    command = [sys.executable, "-m", "konnect_desktop.practice", "--with-parent", "--port", "0"]
    with subprocess.Popen(
        [*command, "--orders", "10"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        first = json.loads(process.stdout.readline())
        assert set(first) == {"url", "username", "password", "locations"}
        out, hints = process.communicate("", timeout=10)
    assert (process.returncode, out) == (0, "")
    assert "10 orders" in hints
