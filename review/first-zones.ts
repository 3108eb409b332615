import type { Cloud } from "../spec/platform";
import type { PlatformText } from "./platform-text";
import type { Finding } from "./report";

/** What a change of the first zones does: the control plane keeps to its own, and an outgoing address to its NAT gateway. */
export function firstZones(base: PlatformText | undefined, head: PlatformText): readonly Finding[] {
  const [old, now] = [base?.platform.cloud, head.platform.cloud];
  if (!base || !old || !now || !isSameCloud(base, head)) return [];
  return [...controlPlane(old, now, head), ...gateways(old, now, head)];
}

/** True where both files mean one cluster in one VPC. */
function isSameCloud({ platform: old }: PlatformText, { platform: now }: PlatformText): boolean {
  const place = ({ name, cloud }: typeof old) =>
    [name, cloud?.account, cloud?.region.name, cloud?.network.existing?.vpcId ?? cloud?.network.vpc].join(" ");
  return place(old) === place(now);
}

function controlPlane(old: Cloud, now: Cloud, head: PlatformText): readonly Finding[] {
  const [was, is] = [old.controlPlaneZones.join(", "), now.controlPlaneZones.join(", ")];
  if (was === is) return [];
  return [
    {
      rule: "control-plane-moved",
      level: "danger",
      title: `the control plane would go from ${was} to ${is}: EKS refuses to change its zones, and cloud-burst stops there`,
      advice: `keep ${was} first in cloud.zones, and add others at the end`,
      ...head.place(["cloud", "zones"]),
    },
  ];
}

function gateways(old: Cloud, now: Cloud, head: PlatformText): readonly Finding[] {
  const [was, is] = [old.natZones.join(", "), now.natZones.join(", ")];
  const stays = now.natZones.some((zone) => old.natZones.includes(zone));
  if (was === "" || is === "" || stays) return [];
  return [
    {
      rule: "outgoing-address-changed",
      level: "danger",
      title: `the NAT gateway moves from ${was} to ${is}: the outgoing address changes`,
      advice: `keep ${was} first in cloud.zones, or tell whoever admits the old address`,
      ...head.place(["cloud", "zones"]),
    },
  ];
}
