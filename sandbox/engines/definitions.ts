import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { EngineMissing } from "./engine-missing";
import { moduleFolder } from "./go-module";
import { makeWritable } from "./make-writable";
import { inScratch } from "./scratch";
import type { PinnedModule } from "./table";

/** A module that carries the definitions of custom resources which a chart would bring. */
export interface DefinitionModule {
  /** The chart that cannot be had, or a part of what it brings. */
  readonly chart: string;
  readonly module: PinnedModule;
  /** Folder inside the module, of files `<group>_<plural>.yaml`. */
  readonly folder: string;
}

/** Modules at the release of the chart; Gateway API at one that Envoy Gateway's chart may be older than, Envoy Gateway and Prometheus' operator at the newest that is served. */
export const DEFINITION_MODULES: readonly DefinitionModule[] = [
  {
    chart: "cert-manager",
    module: {
      path: "github.com/cert-manager/cert-manager",
      version: "v1.20.2",
      sum: "h1:CimnY00nLqB2lmxhoSuEC4GDMFDK7JCXqyjwMM9ndIQ=",
      goModSum: "h1:1g/+a/WK5zWH/dXPZa3dMD3aJQJNRXQu+PN17C6WrOw=",
    },
    folder: "deploy/crds",
  },
  {
    chart: "gateway-helm",
    module: {
      path: "sigs.k8s.io/gateway-api",
      version: "v1.6.0",
      sum: "h1:735YBRj5NXFrOGX0GoSjwzUIzbz8kiEOfADsqHFmHgE=",
      goModSum: "h1:FVfx3t389ybeXOqvDghLbdvJdSCfI/PReqCUI3lu3mY=",
    },
    folder: "config/crd/standard",
  },
  {
    // beside the Gateway API's own, which its chart has from there.
    chart: "envoy-gateway",
    module: {
      path: "github.com/envoyproxy/gateway",
      version: "v1.9.1",
      sum: "h1:vAVp6/AlBXJ1aOhp1mxL7fNEzVEfjADUguUhm2wzxQY=",
      goModSum: "h1:ZkNo9Q6QcBYndDVRWmyixzLtyQM1rnisMm6l9CCrIQE=",
    },
    folder: "charts/gateway-helm/charts/crds/crds/generated",
  },
  {
    // of an operator that is older than the chart's: the newest that is served.
    chart: "kube-prometheus-stack",
    module: {
      path: "github.com/prometheus-operator/prometheus-operator",
      version: "v0.85.0",
      sum: "h1:M5xLCLEoaW2IJfnuCwFzzpL+jSVQu3KGT84Pye+fW8s=",
      goModSum: "h1:nsm9EUSfVNwcdq2v3aOkCYKMqE6dDZVCZ6aFJ1ABXm8=",
    },
    folder: "example/prometheus-operator-crd",
  },
  {
    chart: "keda",
    module: {
      path: "github.com/kedacore/keda/v2",
      version: "v2.20.2",
      sum: "h1:SR60v8uIcelbveS8n/1jcl8tLdBBIbHMxmdOHw8tKqA=",
      goModSum: "h1:wrV1MP6buZQ1S5/J/R7UyBeJr857x92E43LADVoSajs=",
    },
    folder: "config/crd/bases",
  },
  {
    chart: "keda-add-ons-http",
    module: {
      path: "github.com/kedacore/http-add-on",
      version: "v0.15.0",
      sum: "h1:6xqqvzFB/Yw9zBSsPD/T6DBTaOj6N4/NqbAs26E5XGA=",
      goModSum: "h1:WWvsvn9RwmGf8s7O3kWA4tfz1igIhEK6ACfZBG2vky8=",
    },
    folder: "config/crd/bases",
  },
];

/** Options of {@link prepareDefinitions}. */
export interface DefinitionOptions {
  /** Where definitions are kept; see `enginesFolder`. */
  readonly folder: string;
  /**
   * Download nothing.
   *
   * @default false
   */
  readonly offline?: boolean;
}

/** Definitions at hand. */
export interface Definitions {
  /** Folders of files `<group>_<plural>.yaml`, by the chart that would bring them. */
  readonly folders: Readonly<Record<string, string>>;
  /** Why some are not at hand. */
  readonly missing: readonly EngineMissing[];
}

/** Copies the definitions of custom resources from their modules. One that cannot be had is no failure: something else stands in for it. */
export async function prepareDefinitions({ folder, offline = false }: DefinitionOptions): Promise<Definitions> {
  const folders: Record<string, string> = {};
  const missing: EngineMissing[] = [];
  for (const one of DEFINITION_MODULES) {
    const target = join(folder, "definitions", one.chart, one.module.version);
    try {
      if (!existsSync(target)) await copyDefinitions(one, target, { folder, offline });
      folders[one.chart] = target;
    } catch (error) {
      if (!(error instanceof EngineMissing)) throw error;
      missing.push(error);
    }
  }
  return { folders, missing };
}

async function copyDefinitions(
  { chart, module, folder: inside }: DefinitionModule,
  target: string,
  { folder, offline }: Required<DefinitionOptions>,
): Promise<void> {
  const what = `definitions of ${chart}`;
  if (offline) throw new EngineMissing(what, `${target} does not exist`, "run once without --offline");
  await inScratch(folder, `definitions-${chart}`, async (scratch) => {
    const source = join(await moduleFolder(what, module, join(scratch, "module")), inside);
    const copy = join(scratch, "copy");
    mkdirSync(copy);
    for (const name of readdirSync(source)) {
      if (/_.+\.yaml$/.test(name)) copyFileSync(join(source, name), join(copy, name));
    }
    makeWritable(copy);
    mkdirSync(dirname(target), { recursive: true });
    renameSync(copy, target);
  });
}
