"""konnect-practice: the practice server on its own."""

from __future__ import annotations

import argparse
import json
import sys
import threading
from collections.abc import Sequence

from konnect_desktop.practice.fault_grammar import help_text, parse_fault
from konnect_desktop.practice.faults import Fault
from konnect_desktop.practice.server import PracticeServer


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until interrupted, or with --with-parent until standard input closes.

    Returns the exit code: 0, or 1 when the port is taken.
    """
    options = _parser().parse_args(argv)
    server = PracticeServer(
        orders=options.orders,
        seed=options.seed,
        port=options.port,
        token_minutes=options.token_minutes,
        latency_s=options.latency_ms / 1000,
        level=options.level,
        auto_invoice=options.auto_invoice,
        auto_courier=not options.no_auto_courier,
        courier_delay_s=options.courier_delay,
        page_base=options.page_base,
        max_page_size=options.max_page_size,
        new_orders_per_minute=options.new_orders_per_minute,
    )
    server.faults.plan(*options.fault)
    try:
        server.start()
    except OSError as error:
        print(f"Port {options.port} cannot be used ({error.strerror}).", file=sys.stderr)
        print("Nothing was started: choose another --port, or 0 for any.", file=sys.stderr)
        return 1
    with server:
        _announce(server)
        _wait(options.with_parent)
    return 0


def _announce(server: PracticeServer) -> None:
    first = {
        "url": server.url,
        "username": server.username,
        "password": server.password,
        "locations": server.locations,
    }
    print(json.dumps(first), flush=True)
    print(f"Practice server with {len(server.world.ids())} orders.", file=sys.stderr)
    print("Everything here is made up and gone when it stops. Stop with Ctrl+C.", file=sys.stderr)


def _wait(with_parent: bool) -> None:
    try:
        if with_parent:
            sys.stdin.read()
        else:
            threading.Event().wait()
    except KeyboardInterrupt:
        pass


def _fault(text: str) -> Fault:
    try:
        return parse_fault(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="konnect-practice",
        description="A made-up Konnect account on this computer, to practise and test with.",
        epilog=help_text(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--port", type=int, default=8787, help="0 takes any free port (default 8787)")
    add("--orders", type=int, default=200, help="how many orders there are (default 200)")
    add("--seed", type=int, default=7, help="the same seed makes the same orders")
    add("--fault", type=_fault, action="append", default=[], metavar="SPEC", help="see below")
    add("--latency-ms", type=float, default=0, help="every answer takes this long")
    add("--token-minutes", type=float, default=60, help="how long a token lives")
    add("--level", choices=("company", "location"), default="company")
    add("--auto-invoice", action="store_true", help="invoices are made after confirming")
    add("--no-auto-courier", action="store_true", help="no courier is ever assigned")
    add("--courier-delay", type=float, default=0, help="seconds until a courier is assigned")
    add("--new-orders-per-minute", type=float, default=0)
    add("--page-base", type=int, choices=(0, 1), default=1, help="number of the first page")
    add("--max-page-size", type=int, default=100)
    add("--with-parent", action="store_true", help="end when standard input closes")
    return parser


if __name__ == "__main__":
    sys.exit(main())
