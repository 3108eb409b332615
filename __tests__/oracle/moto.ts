import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { cacheFolder } from "../../sandbox/cache-folder";

/** The release whose data the catalog was read from. */
const MOTO_VERSION = "5.2.1";

/** What this test reads of one answer of EC2 DescribeInstanceTypes. */
export interface Ec2Answer {
  readonly BareMetal: boolean;
  readonly SupportedUsageClasses: readonly string[];
  readonly VCpuInfo: { readonly DefaultVCpus: number };
  readonly MemoryInfo: { readonly SizeInMiB: number };
  readonly InstanceStorageInfo?: { readonly TotalSizeInGB: number };
  readonly ProcessorInfo: { readonly SupportedArchitectures: readonly string[] };
  readonly GpuInfo?: {
    readonly Gpus: readonly {
      readonly Name: string;
      readonly Count: number;
      readonly MemoryInfo: { readonly SizeInMiB: number };
    }[];
  };
  readonly NetworkInfo: {
    readonly EfaInfo?: { readonly MaximumEfaInterfaces: number };
    readonly Ipv4AddressesPerInterface: number;
    readonly MaximumNetworkCards: number;
    readonly MaximumNetworkInterfaces: number;
    readonly NetworkCards: readonly { readonly MaximumNetworkInterfaces: number }[];
  };
}

/** AWS's own answers, as moto ships them. */
export interface Ec2Facts {
  /** By instance type. */
  readonly types: Readonly<Record<string, Ec2Answer>>;
  /** Zone ids that offer a type, by type and region. */
  readonly offerings: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** Zone names that the account saw, by region. */
  readonly zoneNames: Readonly<Record<string, readonly string[]>>;
  readonly regions: Readonly<
    Record<string, { readonly country: string; readonly partition: string; readonly zoneIds: readonly string[] }>
  >;
}

/** Reads the data files without importing moto, so that nothing it depends on need be installed. */
const EXTRACT = `
import collections, gzip, importlib.metadata, json, pathlib, sys
package = importlib.metadata.distribution("moto")
root = pathlib.Path(package.locate_file("moto"))
read = lambda path: json.load(gzip.open(path))
families = set(sys.argv[1:])
offerings = collections.defaultdict(dict)
zone_names = {}
for path in sorted((root / "ec2/resources/instance_type_offerings/availability-zone-id").glob("*.gz")):
    region = path.name.split(".")[0]
    for offer in read(path):
        if offer["InstanceType"].split(".")[0] in families:
            offerings[offer["InstanceType"]].setdefault(region, []).append(offer["Location"])
for path in sorted((root / "ec2/resources/instance_type_offerings/availability-zone").glob("*.gz")):
    zone_names[path.name.split(".")[0]] = sorted({offer["Location"] for offer in read(path)})
regions = read(root / "ssm/resources/regions.json.gz")["aws"]["service"]["global-infrastructure"]["regions"]
json.dump({
    "types": {name: answer for name, answer in read(root / "ec2/resources/instance_types.json.gz").items()
              if name.split(".")[0] in families},
    "offerings": {name: {region: sorted(zones) for region, zones in by_region.items()}
                  for name, by_region in offerings.items()},
    "zoneNames": zone_names,
    "regions": {name: {
        "country": region["geolocationCountry"]["Value"],
        "partition": region["partition"]["Value"],
        "zoneIds": list(region["availability-zones"]),
    } for name, region in regions.items()},
}, sys.stdout)
`;

/** AWS's answers for the instance families named. Installs moto's data under the user's cache when it is missing. */
export function ec2Facts(families: readonly string[]): Ec2Facts {
  const output = execFileSync(pythonWithMoto(), ["-c", EXTRACT, ...families], { maxBuffer: 64 * 2 ** 20 });
  return JSON.parse(output.toString()) as Ec2Facts;
}

function pythonWithMoto(): string {
  const folder = join(cacheFolder(process.env), "oracle", `moto-${MOTO_VERSION}`);
  const python = join(folder, "bin", "python3");
  const present = ["python3", python].find(hasMoto);
  if (present !== undefined) return present;
  try {
    run("python3", ["-m", "venv", folder]);
    // moto's data files are all that is read: its dependencies are not needed.
    run(python, ["-m", "pip", "install", "--quiet", "--no-deps", `moto==${MOTO_VERSION}`]);
  } catch (error) {
    throw new Error(
      `moto ${MOTO_VERSION} is missing and could not be installed: ${lastLine(error)}; run: python3 -m venv ${folder} && ${python} -m pip install --no-deps moto==${MOTO_VERSION}`,
    );
  }
  return python;
}

function hasMoto(python: string): boolean {
  const question = `import importlib.metadata as m; assert m.version("moto") == "${MOTO_VERSION}"`;
  try {
    run(python, ["-c", question]);
    return true;
  } catch {
    return false;
  }
}

function run(command: string, args: readonly string[]): void {
  execFileSync(command, [...args], { stdio: "pipe" });
}

/** What a failed command complained of at the end. */
function lastLine(error: unknown): string {
  const { stderr, message } = error as { readonly stderr?: Buffer; readonly message: string };
  return (stderr?.toString().trim() || message).split("\n").at(-1) ?? message;
}
