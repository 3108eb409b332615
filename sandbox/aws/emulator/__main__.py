"""Starts the emulator on 127.0.0.1: `python -m emulator --port 5000 --region eu-north-1`."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from typing import Any

from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.serving import run_simple

from . import every_gap
from .call import Place
from .control import Control
from .front import Front
from .gap import gap_table
from .instance_catalog import keep_only
from .journal import Journal
from .s3_buckets import deliver_no_access_logs, weigh_no_conditions


class QuietHandler(MotoRequestHandler):
    """Says nothing for each request: the journal does. HTTP/1.1, so that clients keep their connections."""

    protocol_version = "HTTP/1.1"

    def log_request(self, *_: Any) -> None:
        return


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="emulator", description="moto as a server, with this platform's gaps filled")
    parser.add_argument("--port", type=int, help="port on 127.0.0.1")
    parser.add_argument("--region", default="us-east-1", help="the platform's region")
    parser.add_argument("--calls", metavar="FILE", help="write each call as a line of JSON")
    parser.add_argument(
        "--instance-types", metavar="A,B", help="the only types on offer (all when absent); few keep Karpenter small"
    )
    parser.add_argument("--gaps", action="store_true", help="print the table of gaps and stop")
    options = parser.parse_args(argv)
    assert every_gap
    if options.gaps:
        sys.stdout.write(gap_table())
        return
    if options.port is None:
        parser.error("--port is missing")
    account = os.environ.get("MOTO_ACCOUNT_ID")
    if account is None:
        parser.error("the variable MOTO_ACCOUNT_ID names no account")
    if options.instance_types:
        keep_only(options.instance_types.split(","))
    deliver_no_access_logs()
    weigh_no_conditions()
    # kept open as long as the process lives
    log = open(options.calls, "a", buffering=1, encoding="utf-8") if options.calls else None  # noqa: SIM115
    journal = Journal(log)
    kept: dict[tuple[str, str], dict[str, Any]] = {}
    control = Control(place=Place(account, options.region, kept), journal=journal)
    front = Front(account=account, kept=kept, journal=journal, control=control)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    run_simple("127.0.0.1", options.port, front, threaded=True, request_handler=QuietHandler)


if __name__ == "__main__":
    main(sys.argv[1:])
