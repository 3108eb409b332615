import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { accepts } from "../../sandbox/ports";
import { until } from "../sandbox/folder";

/** Ceph of this machine: one monitor, one volume in memory and one gateway, on loopback. */
export interface RunningCeph {
  /** Address of its gateway. */
  readonly endpoint: string;
  /** Runs `radosgw-admin`; gives what it printed, as JSON, where it printed something. */
  administer(...args: readonly string[]): unknown;
  stop(): void;
}

/** Programs of Ceph, and how to get them. */
const PROGRAMS = ["ceph", "ceph-authtool", "ceph-mon", "ceph-osd", "monmaptool", "radosgw", "radosgw-admin"];
const PACKAGES = "apt-get install --no-install-recommends ceph-common ceph-mon ceph-osd radosgw";

/** What {@link startCeph} takes. */
export interface CephOptions {
  readonly folder: string;
  readonly ports: { readonly monitor: number; readonly gateway: number };
}

/** Starts Ceph as Debian has it. Nothing of it outlives {@link RunningCeph.stop} but files in the folder. */
export async function startCeph({ folder, ports }: CephOptions): Promise<RunningCeph> {
  const missing = PROGRAMS.filter((program) => spawnSync("which", [program]).status !== 0);
  if (missing.length > 0) throw new Error(`${missing.join(", ")} missing on this machine: ${PACKAGES}`);
  const id = randomUUID();
  for (const part of ["run", "mon.a", "osd.0"]) mkdirSync(join(folder, part), { recursive: true });
  const config = join(folder, "ceph.conf");
  writeFileSync(config, configuration(folder, id, ports));
  const run = (program: string, args: readonly string[], input = "") => {
    const { status, stdout, stderr } = spawnSync(program, args, {
      cwd: folder,
      env: { PATH: process.env.PATH ?? "", HOME: folder, CEPH_CONF: config },
      encoding: "utf8",
      input,
      timeout: 60_000,
    });
    if (status !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${status}:\n${stdout}${stderr}`);
    return stdout;
  };
  const daemons: ChildProcess[] = [];
  const start = (program: string, args: readonly string[]) =>
    daemons.push(
      spawn(program, [...args, "--foreground"], {
        cwd: folder,
        env: { PATH: process.env.PATH ?? "", HOME: folder, CEPH_CONF: config },
        stdio: "ignore",
      }),
    );
  const everything = ["mon", "osd", "mgr", "mds"].flatMap((part) => ["--cap", part, "allow *"]);
  run("ceph-authtool", ["--create-keyring", "keyring", "--gen-key", "-n", "mon.", "--cap", "mon", "allow *"]);
  run("ceph-authtool", ["keyring", "--gen-key", "-n", "client.admin", ...everything]);
  const monitor = `[v2:127.0.0.1:${ports.monitor}]`;
  run("monmaptool", ["--create", "--addv", "a", monitor, "--fsid", id, "monmap"]);
  run("ceph-mon", ["-i", "a", "--mkfs", "--monmap", "monmap", "--keyring", "keyring"]);
  start("ceph-mon", ["-i", "a"]);
  await until(() => accepts(ports.monitor), 30_000);
  run("ceph-authtool", ["--create-keyring", "osd.0/keyring", "--gen-key", "-n", "osd.0"]);
  const key = run("ceph-authtool", ["-p", "-n", "osd.0", "osd.0/keyring"]).trim();
  const volume = randomUUID();
  run("ceph", ["osd", "new", volume, "-i", "-"], JSON.stringify({ cephx_secret: key }));
  run("ceph-osd", ["-i", "0", "--mkfs", "--osd-uuid", volume]);
  start("ceph-osd", ["-i", "0"]);
  await until(async () => JSON.parse(run("ceph", ["osd", "stat", "-f", "json"])).num_up_osds === 1, 60_000);
  start("radosgw", ["-n", "client.admin"]);
  await until(() => accepts(ports.gateway), 120_000);
  return {
    endpoint: `http://127.0.0.1:${ports.gateway}`,
    administer: (...args) => {
      const printed = run("radosgw-admin", args);
      return printed.trim() === "" ? undefined : JSON.parse(printed);
    },
    stop: () => {
      for (const daemon of daemons) daemon.kill("SIGKILL");
    },
  };
}

function configuration(folder: string, id: string, ports: CephOptions["ports"]): string {
  return `[global]
fsid = ${id}
mon_host = v2:127.0.0.1:${ports.monitor}
mon_initial_members = a
public_addr = 127.0.0.1
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_crush_chooseleaf_type = 0
osd_pool_default_pg_num = 4
osd_pool_default_pg_autoscale_mode = off
mon_allow_pool_size_one = true
mon_max_pg_per_osd = 1000
osd_objectstore = memstore
memstore_device_bytes = 1073741824
run_dir = ${folder}/run
admin_socket = ${folder}/run/$name.asok
log_file = ${folder}/$name.log
keyring = ${folder}/keyring
rgw_frontends = beast endpoint=127.0.0.1:${ports.gateway}
[mon.a]
mon_data = ${folder}/mon.a
[osd.0]
osd_data = ${folder}/osd.0
keyring = ${folder}/osd.0/keyring
`;
}
