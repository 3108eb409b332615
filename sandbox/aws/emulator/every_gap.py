"""Imports every module that fills gaps, so that each is registered."""

from . import (  # noqa: F401
    budgets,
    direct_connect,
    ec2_dry_run,
    ec2_fleet,
    ec2_launch_templates,
    ec2_market,
    ec2_placement_groups,
    ec2_reservations,
    ec2_security_groups,
    ec2_vpn,
    ecr,
    eks_access,
    eks_addons,
    eks_clusters,
    eks_images,
    eks_node_groups,
    fsx,
    iam_instance_profiles,
    roles_anywhere,
    s3_buckets,
)
