"""Launch templates: what moto adds to them."""

from __future__ import annotations

from .call import Call
from .gap import mends


@mends(
    "ec2",
    "CreateLaunchTemplate",
    because="moto writes a template's own tags into its data, so that Terraform sees a change that nobody made",
)
def keep_own_tags_out(call: Call) -> None:
    template = call.backend("ec2").get_launch_template_by_name(call.params["LaunchTemplateName"])
    asked = call.params.get("LaunchTemplateData", {}).get("TagSpecifications")
    data = template.versions[0].data
    if asked:
        data["TagSpecifications"] = asked
    else:
        data.pop("TagSpecifications", None)
