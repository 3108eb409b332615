"""The machine images that EKS publishes, and the SSM parameters under which it publishes them."""

from __future__ import annotations

import re
from typing import Any

from moto.core.utils import utcnow
from moto.ec2.models.amis import Ami

from .call import Call, Place
from .gap import HandToMoto, fills
from .identity import stable_id

# which release AWS recommends only AWS knows; this one stands for it
RECOMMENDED = "v20260101"

_PARAMETER = re.compile(
    r"/aws/service/eks/optimized-ami/(?P<version>1\.\d+)/amazon-linux-2023/(?P<architecture>x86_64|arm64)/"
    r"(?P<variant>standard|nvidia|neuron)/(?P<release>recommended|amazon-eks-node-[\w.-]+)/image_id"
)

_WHY = "moto publishes no images of EKS; any well-formed release is taken for published"


def eks_image(place: Place, version: str, architecture: str, variant: str, release: str = RECOMMENDED) -> str:
    """The id of an image of EKS's Amazon Linux 2023, registered with EC2 when it is first asked for."""
    name = f"amazon-eks-node-al2023-{architecture}-{variant}-{version}-{release}"
    identity = stable_id("ami", place.region, name)
    images = place.backend("ec2").amis
    if identity not in images:
        images[identity] = Ami(
            place.backend("ec2"),
            identity,
            name=name,
            description=f"EKS-optimized Kubernetes node based on Amazon Linux 2023, (k8s: {version}), emulated",
            owner_alias="amazon",
            public=True,
            virtualization_type="hvm",
            architecture=architecture,
            hypervisor="xen",
            root_device_type="ebs",
            root_device_name="/dev/xvda",
            creation_date=utcnow(),
            region_name=f"{place.region}a",
        )
    return identity


@fills("ssm", "GetParameter", because=_WHY)
def get_parameter(call: Call) -> dict[str, Any]:
    name = call.params["Name"]
    parts = _PARAMETER.fullmatch(name)
    if parts is None:
        raise HandToMoto
    release = RECOMMENDED
    if parts["release"] != "recommended":
        stem = f"amazon-eks-node-al2023-{parts['architecture']}-{parts['variant']}-{parts['version']}-"
        release = parts["release"].removeprefix(stem)
        if not re.fullmatch(r"v\d{8}", release):
            raise HandToMoto
    image = eks_image(call, parts["version"], parts["architecture"], parts["variant"], release)
    return {
        "Parameter": {
            "Name": name,
            "Type": "String",
            "Value": image,
            "Version": 1,
            "LastModifiedDate": utcnow(),
            "ARN": f"arn:{call.partition}:ssm:{call.region}::parameter{name}",
            "DataType": "text",
        }
    }
