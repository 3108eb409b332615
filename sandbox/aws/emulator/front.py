"""The front: each request is answered by a gap, by moto, or refused. Nothing that is not known ever succeeds."""

from __future__ import annotations

import io
import re
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from typing import Any

from botocore.exceptions import UnknownServiceError
from moto import backends
from moto.core.exceptions import ServiceException
from moto.core.model import OperationModel
from moto.core.request import Request
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.wrappers import Response

from .call import Call, Scope, access_key_of, operation_of, parameters, respond, scope_of, unnamed_operation
from .control import Control
from .faults import take_fault
from .gap import GAPS, HandToMoto
from .journal import Journal
from .s3_misread import MISREAD_BY_MOTO

# moto's code for a fault of its own would be 500, which every SDK tries again for minutes; the emulator's is final
_FINAL = 400

_ERROR_CODE = re.compile(rb"<Code>(.*?)</Code>\s*<Message>(.*?)</Message>", re.DOTALL)


class ServerRequest(Request):
    """A request that came over a socket."""

    from_wsgi_server = True


class Front:
    """The WSGI application."""

    def __init__(
        self, *, account: str, kept: dict[tuple[str, str], dict[str, Any]], journal: Journal, control: Control
    ) -> None:
        self._account = account
        self._kept = kept
        self._journal = journal
        self._control = control
        self._moto = DomainDispatcherApplication(create_backend_app)
        # moto's stores are plain dictionaries: one call at a time
        self._one_at_a_time = threading.RLock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        request = ServerRequest(environ)
        # read here once, and again by moto
        body = request.get_data(cache=True)
        if request.path == "/sandbox" or request.path.startswith("/sandbox/"):
            with self._one_at_a_time:
                return self._control.answer(request)(environ, start_response)
        began = time.time()
        scope = scope_of(request)
        operation, answered_by, response = self._answer(scope, request, environ, body)
        self._journal.add(
            client=_client(request),
            service=scope.service if scope else "-",
            operation=operation,
            answered_by=answered_by,
            status=response.status_code,
            error=_error(response),
            began=began,
        )
        return response(environ, start_response)

    def _answer(
        self, scope: Scope | None, request: Request, environ: dict[str, Any], body: bytes
    ) -> tuple[str, str, Response]:
        asked = f"{request.method} {request.path}"
        if scope is None:
            return asked, "nobody", Response("the request is not signed\n", status=403, content_type="text/plain")
        operation, uri_params = operation_of(scope, request)
        if operation is None:
            target = request.headers.get("X-Amz-Target") or request.values.get("Action") or asked
            return target, "nobody", _unnamed(scope, request, target)
        name = str(operation.name)
        # a long poll holds its thread, so it may not hold the lock
        with nullcontext() if name == "ReceiveMessage" else self._one_at_a_time:
            fault = take_fault(self._control.place, scope.service, name, request.path)
            if fault is not None:
                error, status = fault
                response = respond(operation, request, error)
                response.status_code = status
                return name, "emulator", response
            try:
                return name, *self._answer_known(scope, operation, uri_params, request, environ, body)
            except Unanswered as unknown:
                return name, "nobody", respond(operation, request, unknown)
            except Exception as fault:
                traceback.print_exception(fault, file=sys.stderr)
                message = f"the emulator failed at {scope.service} {name}: {type(fault).__name__}: {fault}"
                return name, "nobody", respond(operation, request, Unanswered("EmulatorFault", message))

    def _answer_known(
        self,
        scope: Scope,
        operation: OperationModel,
        uri_params: dict[str, Any],
        request: Request,
        environ: dict[str, Any],
        body: bytes,
    ) -> tuple[str, Response]:
        gap = GAPS.get((scope.service, str(operation.name)))
        if gap is None:
            return "moto", self._ask_moto(scope, operation, environ, body)
        call = self._call(scope, operation, request, uri_params)
        if gap.how == "mended":
            response = self._ask_moto(scope, operation, environ, body)
            if response.status_code < 400:
                gap.answer(call)
            return "moto", response
        try:
            return "emulator", respond(operation, request, gap.answer(call) or {})
        except HandToMoto:
            return "moto", self._ask_moto(scope, operation, environ, body)
        except ServiceException as refused:
            return "emulator", respond(operation, request, refused)

    def _call(self, scope: Scope, operation: OperationModel, request: Request, uri_params: dict[str, Any]) -> Call:
        params = parameters(operation, request, uri_params)
        name = str(operation.name)
        return Call(
            self._account, scope.region, self._kept, scope.service, name, params, access_key_of(request)
        )

    def _ask_moto(self, scope: Scope, operation: OperationModel, environ: dict[str, Any], body: bytes) -> Response:
        name = str(operation.name)
        if not _served_by_moto(scope.service) or (scope.service == "s3" and name in MISREAD_BY_MOTO):
            raise _unknown(scope, name)
        environ["wsgi.input"] = io.BytesIO(body)
        environ["CONTENT_LENGTH"] = str(len(body))
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        # moto finds the service by the signature, and knows no S3 Express
        environ["HTTP_AUTHORIZATION"] = environ.get("HTTP_AUTHORIZATION", "").replace("/s3express/", "/s3/")
        try:
            response = Response.from_app(self._moto, environ, buffered=True)
        except NotImplementedError as missing:
            raise _unknown(scope, name) from missing
        # a path that moto does not route ends in Flask's own page, which an SDK would take for "no such resource"
        if scope.service != "s3" and response.status_code in (404, 405) and response.mimetype == "text/html":
            raise _unknown(scope, name)
        return response


class Unanswered(ServiceException):
    """An error of the emulator itself, not one that AWS would give."""


def _served_by_moto(service: str) -> bool:
    return service in backends.list_of_moto_modules() or service.replace("-", "") in backends.list_of_moto_modules()


def _unknown(scope: Scope, asked: str) -> Unanswered:
    return Unanswered("NotImplemented", f"the emulator does not know {scope.service} {asked}")


def _unnamed(scope: Scope, request: Request, asked: str) -> Response:
    """The same for what not even botocore has a name for."""
    try:
        return respond(unnamed_operation(scope.service), request, _unknown(scope, asked))
    except (UnknownServiceError, NotImplementedError):
        return Response(f"{_unknown(scope, asked)}\n", status=_FINAL, content_type="text/plain")


def _client(request: Request) -> str:
    agent = request.headers.get("User-Agent", "").lower()
    known = ("karpenter", "terraform", "aws-cli", "boto3")
    return next((name for name in known if name in agent), "other")


def _error(response: Response) -> str:
    if response.status_code < 400:
        return ""
    body = response.get_data()
    xml = _ERROR_CODE.search(body)
    text = b": ".join(xml.groups()) if xml else body
    return text.decode("utf-8", "replace").strip()[:400]
