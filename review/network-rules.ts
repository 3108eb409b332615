import ipaddr from "ipaddr.js";
import { blockOf, canonical, type Json, listOf, objectOf, textOf } from "./json";

/** Where packets may go or come from: a range without parts of it, or pods by their labels. */
type Peer = { readonly cidr: string; readonly except: readonly string[] } | { readonly pods: string };

/** One way through a network policy; without a peer or a port it is open to any. */
interface Way {
  readonly peer?: Peer;
  readonly port?: string;
}

/**
 * What rules of a network policy let through that older ones did not, in words. Rules are as Kubernetes writes them, or as the provider of
 * Terraform does.
 */
export function newWays(before: readonly Json[], after: readonly Json[]): readonly string[] {
  const open = before.flatMap(waysOf);
  const fresh = after.flatMap(waysOf).filter((way) => !open.some((old) => within(way, old)));
  return [...new Set(fresh.map(wordsOf))];
}

function waysOf(rule: Json): readonly Way[] {
  const { to, from, ports } = objectOf(rule);
  const peers: readonly (Peer | undefined)[] = orAny([...listOf(to), ...listOf(from)].flatMap(peersOf));
  const doors: readonly (string | undefined)[] = orAny(listOf(ports).map(portOf));
  return peers.flatMap((peer) => doors.map((port) => ({ ...(peer && { peer }), ...(port && { port }) })));
}

/** Without an entry, a rule is for any. */
function orAny<T>(entries: readonly T[]): readonly (T | undefined)[] {
  return entries.length === 0 ? [undefined] : entries;
}

function peersOf(peer: Json): readonly Peer[] {
  const { ipBlock, ip_block, namespaceSelector, namespace_selector, podSelector, pod_selector } = objectOf(peer);
  const { cidr, except } = blockOf(ipBlock ?? ip_block);
  const range = textOf(cidr);
  if (range !== undefined) return [{ cidr: range, except: listOf(except).map(String) }];
  const pods = selectorWords(podSelector ?? pod_selector);
  // a policy of its own namespace has no selector of namespaces.
  const spaces = namespaceSelector ?? namespace_selector;
  const known = spaces === undefined || canonical(spaces) === "[]" ? ["its own namespace"] : namespaces(spaces);
  return known.map((space) => ({ pods: `${pods} of ${space}` }));
}

/** Namespaces that a selector names one by one; else its labels. */
function namespaces(selector: Json): readonly string[] {
  const { matchLabels, match_labels, matchExpressions, match_expressions } = blockOf(selector);
  const rules = listOf(matchExpressions ?? match_expressions).map(objectOf);
  const [only] = rules;
  const plain = Object.keys(objectOf(matchLabels ?? match_labels)).length === 0 && rules.length === 1;
  if (plain && only?.operator === "In") return listOf(only.values).map(String);
  return [`namespaces with ${selectorWords(selector)}`];
}

function selectorWords(selector: Json | undefined): string {
  const { matchLabels, match_labels, matchExpressions, match_expressions } = blockOf(selector);
  const labels = Object.entries(objectOf(matchLabels ?? match_labels)).map(([key, value]) => `${key}=${String(value)}`);
  const rules = listOf(matchExpressions ?? match_expressions).map((rule) => {
    const { key, operator, values } = objectOf(rule);
    return [key, operator, ...listOf(values)].join(" ");
  });
  return [...labels, ...rules].sort().join(", ") || "all pods";
}

function portOf(port: Json): string {
  const { port: first, endPort, end_port, protocol } = objectOf(port);
  const last = endPort ?? end_port;
  return `${first ?? "any"}${last ? `-${String(last)}` : ""}/${protocol ?? "TCP"}`;
}

/** True where everything that one way lets through, the other does, too. */
function within(way: Way, other: Way): boolean {
  if (other.port !== undefined && other.port !== way.port) return false;
  if (other.peer === undefined) return true;
  if (way.peer === undefined) return false;
  if ("pods" in other.peer || "pods" in way.peer) return canonical(other.peer) === canonical(way.peer);
  const [inner, outer] = [way.peer, other.peer];
  const closed = (gap: string) =>
    !holds(gap, inner.cidr) && (!holds(inner.cidr, gap) || inner.except.some((one) => holds(one, gap)));
  return holds(outer.cidr, inner.cidr) && outer.except.every(closed);
}

/** True where one range holds all of another. */
function holds(outer: string, inner: string): boolean {
  if (!ipaddr.isValidCIDR(outer) || !ipaddr.isValidCIDR(inner)) return outer === inner;
  const [[network, bits], [address, more]] = [ipaddr.parseCIDR(outer), ipaddr.parseCIDR(inner)];
  return network.kind() === address.kind() && bits <= more && address.match(network as ipaddr.IPv4, bits);
}

function wordsOf({ peer, port }: Way): string {
  const where =
    peer === undefined
      ? "anywhere"
      : "pods" in peer
        ? peer.pods
        : `${peer.cidr}${peer.except.length > 0 ? ` without ${peer.except.join(", ")}` : ""}`;
  return `${where} at ${port === undefined ? "any port" : port}`;
}
