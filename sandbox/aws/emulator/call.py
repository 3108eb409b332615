"""One call to AWS: what was asked, in whose account and region, and how the answer goes back on the wire.

The wire formats come from botocore's service models through moto's parsers and serializers, so a gap is filled with plain
dictionaries in AWS's own spelling, never with hand-written XML or JSON.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import UnknownServiceError
from moto.backends import get_backend
from moto.core.exceptions import ServiceException
from moto.core.model import OperationModel, ServiceModel
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import NotFound, get_service_router
from moto.core.serialize import DefaultAttributePicker, get_serializer_class
from moto.core.utils import get_service_model
from moto.utilities.utils import get_partition
from werkzeug.wrappers import Response

# the credential scope of Signature Version 4, in the Authorization header or in a presigned query
_SCOPE = re.compile(r"Credential=[^/]+/\d{8}/(?P<region>[^/]+)/(?P<signed_as>[^/]+)/aws4_request")

# names under which a service signs, where they differ from botocore's name of the service
_SERVICE_OF_SIGNATURE = {"monitoring": "cloudwatch", "s3express": "s3", "tagging": "resourcegroupstaggingapi"}


class Refusal(ServiceException):
    """An error that AWS itself would give; the HTTP status comes from the service's model, else 400."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)


@dataclass(frozen=True)
class Scope:
    """The service and region that a request is signed for."""

    service: str
    region: str


def scope_of(request: Request) -> Scope | None:
    """Reads the credential scope; None for a request that is not signed."""
    signed = request.headers.get("Authorization", "") or "Credential=" + request.args.get("X-Amz-Credential", "")
    match = _SCOPE.search(signed)
    if match is None:
        return None
    signed_as = match["signed_as"].lower()
    return Scope(_SERVICE_OF_SIGNATURE.get(signed_as, signed_as), match["region"])


def access_key_of(request: Request) -> str:
    """The key that a request is signed with; empty where it is not signed."""
    match = re.search(r"Credential=([^/]+)/", request.headers.get("Authorization", ""))
    return match[1] if match else ""


def operation_of(scope: Scope, request: Request) -> tuple[OperationModel | None, dict[str, Any]]:
    """The operation of botocore's model that the request asks for, and the parameters in its path."""
    try:
        return get_service_router(scope.service).match(request)
    except (NotFound, NotImplementedError, UnknownServiceError):
        return None, {}


@dataclass(frozen=True)
class Place:
    """An account and a region, and what is kept there beside moto's own stores."""

    account: str
    region: str
    kept: dict[tuple[str, str], dict[str, Any]] = field(repr=False)

    @property
    def partition(self) -> str:
        return get_partition(self.region)

    def backend(self, service: str, region: str | None = None) -> Any:
        """Moto's own store of a service, in this region unless another is named."""
        return get_backend(service)[self.account][region or self.region]  # type: ignore[call-overload]

    def shelf(self, name: str) -> dict[str, Any]:
        """What the emulator itself keeps under this name in this region; gone when the process ends, as all of moto is."""
        return self.kept.setdefault((self.region, name), {})

    def arn(self, service: str, resource: str, region: str | None = None) -> str:
        """An ARN in this account; `region` may be empty for a global service."""
        where = self.region if region is None else region
        return f"arn:{self.partition}:{service}:{where}:{self.account}:{resource}"


@dataclass(frozen=True)
class Call(Place):
    """A call whose operation is known, with its parameters as botocore spells them."""

    service: str = ""
    operation: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    access_key: str = ""


def parameters(operation: OperationModel, request: Request, uri_params: dict[str, Any]) -> dict[str, Any]:
    """The request's parameters, parsed by the operation's model."""
    protocol = determine_request_protocol(_model(operation), request.content_type)
    parser = PROTOCOL_PARSERS[protocol](operation)
    return parser.parse(
        {
            "method": request.method,
            "values": request.values,
            "headers": request.headers,
            "body": request.data,
            "url_path": request.path,
            "url_params": uri_params,
        }
    )


def respond(operation: OperationModel, request: Request, result: dict[str, Any] | Exception) -> Response:
    """The answer, or the error, in the protocol of the request."""
    model = _model(operation)
    serializer = get_serializer_class(model.service_name, determine_request_protocol(model, request.content_type))(
        operation_model=operation, value_picker=DefaultAttributePicker()
    )
    wire = serializer.serialize(result)
    return Response(wire["body"], status=wire["status_code"], headers=dict(wire["headers"]))


def unnamed_operation(service: str) -> OperationModel:
    """A stand-in to write an error of a service with, where its operation is not known."""
    return OperationModel({}, get_service_model(service))


def _model(operation: OperationModel) -> ServiceModel:
    return operation.service_model
