"""What the sandbox itself asks of the emulator, under /sandbox: instances to become nodes, drills, calls made."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from moto.core.exceptions import ServiceException
from werkzeug.wrappers import Request, Response

from .call import Place
from .capacity import CapacityRefusal, refusals_in_force, refuse_capacity
from .drills import interrupt, mark_impaired, set_reservation
from .existing import keep_connection, keep_network
from .faults import Fault, faults_set, set_faults
from .gap import GAPS
from .instance_records import instance_records
from .journal import Journal

Route = Callable[[Request], Any]


class BadRequest(Exception):
    """What the sandbox asked makes no sense."""


class Control:
    """Answers the paths under /sandbox; `place` is the account and region of the platform."""

    def __init__(self, *, place: Place, journal: Journal) -> None:
        self.place = place
        self._journal = journal
        self._routes: dict[tuple[str, str], Route] = {
            ("GET", "health"): lambda _: {"account": place.account, "region": place.region, "pid": os.getpid()},
            ("GET", "gaps"): lambda _: [
                {"service": gap.service, "operation": gap.operation, "how": gap.how, "because": gap.because}
                for gap in GAPS.values()
            ],
            ("GET", "calls"): self._calls,
            ("GET", "instances"): lambda _: instance_records(place),
            ("DELETE", "instances"): self._end_instance,
            ("GET", "capacity"): lambda _: refusals_in_force(place),
            ("POST", "capacity"): self._refuse_capacity,
            ("GET", "faults"): lambda _: faults_set(place),
            ("POST", "faults"): self._set_faults,
            ("POST", "reservations"): lambda request: set_reservation(place, _body(request)),
            ("POST", "interruptions"): lambda request: interrupt(place, _body(request)),
            ("POST", "impairments"): lambda request: mark_impaired(place, _body(request)),
            ("POST", "connections"): lambda request: keep_connection(place, _body(request)),
            ("POST", "networks"): lambda request: keep_network(place, _body(request)),
        }

    def answer(self, request: Request) -> Response:
        name = request.path.removeprefix("/sandbox").strip("/")
        route = self._routes.get((request.method, name))
        if route is None:
            known = ", ".join(sorted(f"{method} /sandbox/{path}" for method, path in self._routes))
            return _json({"error": f"no {request.method} {request.path}; there are: {known}"}, 404)
        try:
            return _json(route(request), 200)
        except (BadRequest, KeyError, ValueError, TypeError) as wrong:
            return _json({"error": f"{type(wrong).__name__}: {wrong}"}, 400)
        except ServiceException as refused:
            return _json({"error": f"{refused.code}: {refused.message}"}, 409)

    def _calls(self, request: Request) -> list[dict[str, Any]]:
        since = int(request.args.get("since", "0"))
        return [entry.as_json() for entry in self._journal.since(since, request.args.get("answeredBy"))]

    def _refuse_capacity(self, request: Request) -> list[dict[str, Any]]:
        wanted = _body(request)["refuse"]
        named = {"instanceType": "instance_type", "zone": "zone", "capacityType": "capacity_type", "times": "times"}
        refuse_capacity(self.place, [CapacityRefusal(**{named[k]: v for k, v in entry.items()}) for entry in wanted])
        return refusals_in_force(self.place)

    def _set_faults(self, request: Request) -> list[dict[str, Any]]:
        set_faults(self.place, [Fault(**entry) for entry in _body(request)["faults"]])
        return faults_set(self.place)

    def _end_instance(self, request: Request) -> dict[str, Any]:
        identity = request.args["id"]
        self.place.backend("ec2").terminate_instances([identity])
        return {"ended": identity}


def _body(request: Request) -> dict[str, Any]:
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise BadRequest("the body must be a JSON object")
    return body


def _json(value: Any, status: int) -> Response:
    def written(found: Any) -> str:
        if isinstance(found, (datetime, date)):
            return found.isoformat() + "Z"
        raise TypeError(f"{type(found).__name__} cannot be written as JSON")

    return Response(json.dumps(value, default=written) + "\n", status=status, content_type="application/json")
