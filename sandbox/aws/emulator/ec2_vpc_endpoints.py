"""Names of interface endpoints of S3."""

from __future__ import annotations

from .call import Call
from .gap import mends


@mends(
    "ec2",
    "CreateVpcEndpoint",
    because="moto names an interface endpoint of S3 like any other's; AWS's name begins with a star and ends in the region's S3",
)
def name_store_endpoint(call: Call) -> None:
    service = f"com.amazonaws.{call.region}.s3"
    for endpoint in call.backend("ec2").vpc_end_points.values():
        if endpoint.service_name == service and endpoint.vpc_endpoint_type == "Interface":
            for entry in endpoint.dns_entries:
                own = entry["dns_name"].removesuffix(f".{service}")
                if own != entry["dns_name"]:
                    entry["dns_name"] = f"*.{own}.s3.{call.region}.vpce.amazonaws.com"
