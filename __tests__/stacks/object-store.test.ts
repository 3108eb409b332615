import { OnPremStack } from "../../stacks/on-prem";
import { helmValues, type Resource } from "../kubernetes-synth";
import { examplePlatform } from "../platforms";
import { byAddress, synthPlatformStack } from "../synth";

// biome-ignore lint/suspicious/noExplicitAny: the file is data that the test changes at will.
type File = any;

function stack(change?: (file: File) => void, locks = {}): string {
  const platform = examplePlatform(change);
  const { onPrem } = platform;
  if (!onPrem) throw new Error("the example has lost its on-prem side");
  return synthPlatformStack((app) => new OnPremStack(app, platform, onPrem, locks));
}

function release(change?: (file: File) => void, locks = {}, name = "object-store"): Resource | undefined {
  const all: Record<string, Resource> = byAddress(stack(change, locks));
  return all[`helm_release.${name}`];
}

const provision = (file: File) => {
  file.onPrem.objectStore = { provision: { kind: "seaweedfs", capacityTiB: 200, storageClass: "local-nvme" } };
};

/** What each Secret's key may do: `<reads or writes> <bucket>/<prefix>`, by namespace and Secret. */
function rights(change?: (file: File) => void): Record<string, string[]> {
  const { users } = helmValues(release(change) ?? {}).identities;
  return Object.fromEntries(
    Object.entries(users as Record<string, string>).map(([secret, policy]) => [
      secret,
      (JSON.parse(policy).Statement as Resource[])
        .filter(({ Action }) => !Action.includes("s3:ListBucket"))
        .flatMap(({ Action, Resource: resources }) =>
          resources.map((arn: string) => {
            const verb = Action.includes("s3:DeleteObject")
              ? "writes"
              : Action.includes("s3:PutObject")
                ? "adds"
                : "reads";
            return `${verb} ${arn.replace("arn:aws:s3:::", "").replace("/*", "")}`;
          }),
        )
        .sort(),
    ]),
  );
}

describe("an external store", () => {
  test("gets buckets by a job with the administrator's key, whose name alone is in the file", () => {
    const { annotations: _, egress, identities: __, ...values } = helmValues(release() ?? {});
    expect(values).toEqual({
      image: "docker.io/rclone/rclone:1.75.1",
      endpoint: "https://s3.fra1.acme.example",
      region: "fra1",
      credentialsSecret: "object-store",
      buckets: ["acme-datasets", "acme-checkpoints", "acme-models", "acme-restricted"],
    });
    expect(egress).toEqual([
      {
        to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["10.244.0.0/16", "10.60.0.0/16", "10.96.0.0/16"] } }],
        ports: [{ port: 443, protocol: "TCP" }],
      },
    ]);
    expect(release()?.namespace).toBe("acme-system");
  });

  test("is given no users: an administrator's Secrets are looked for, and plans say where missing ones are named", () => {
    expect(helmValues(release() ?? {}).identities.from).toBe("administrator");
    const { check, data } = JSON.parse(stack());
    expect(Object.values(data.kubernetes_resources)).toContainEqual(
      expect.objectContaining({ kind: "Job", label_selector: "app.kubernetes.io/name=object-store-identities" }),
    );
    expect(check.object_store_identities.assert.error_message).toBe(
      "keys of the object store are missing: kubectl -n acme-system logs -l app.kubernetes.io/name=object-store-identities names each Secret, or says what the store refuses",
    );
    // what a data source reads is in the state.
    expect(JSON.stringify(data)).not.toContain('"Secret"');
  });

  test("gets users where it has AWS's IAM", () => {
    const iam = (file: File) => {
      file.onPrem.objectStore.external.iam = true;
    };
    expect(helmValues(release(iam) ?? {}).identities).toMatchObject({ from: "iam", platform: "acme" });
  });

  test("calls its users by names that AWS's IAM and Ceph's take, each another", () => {
    const long = (file: File) => {
      file.onPrem.objectStore.external.iam = true;
      file.name = "p".repeat(20);
      for (const deployment of file.deployments)
        if (deployment.model === "scan-segmenter") deployment.name = "d".repeat(40);
    };
    for (const change of [undefined, long]) {
      const iam = (file: File) => {
        file.onPrem.objectStore.external.iam = true;
        change?.(file);
      };
      const { names, users } = helmValues(release(iam) ?? {}).identities;
      expect(Object.keys(names)).toEqual(Object.keys(users));
      expect(new Set(Object.values(names)).size).toBe(Object.keys(names).length);
      for (const name of Object.values<string>(names)) {
        expect(name.length).toBeLessThanOrEqual(64);
        expect(name).toMatch(change ? /^p{20}@/ : /^acme@/);
      }
    }
  });

  test("comes with a locked image where it is locked", () => {
    const digest = `sha256:${"a".repeat(64)}`;
    const held = release(undefined, { "docker.io/rclone/rclone:1.75.1": digest });
    expect(helmValues(held ?? {}).image).toBe(`docker.io/rclone/rclone:1.75.1@${digest}`);
  });

  test("waits for every namespace that gets a Secret", () => {
    const waited = String(release()?.depends_on);
    for (const namespace of ["system", "inference", "teams_vision_", "teams_medical-restricted_"])
      expect(waited).toContain(`kubernetes_namespace_v1.${namespace}`);
  });
});

describe("who may do what in the on-prem store", () => {
  test("is what the file says, a Secret a namespace and purpose", () => {
    expect(rights()).toEqual({
      "acme-vision.acme-vision-object-store": [
        "reads acme-checkpoints/vision",
        "reads acme-datasets/imagenet",
        "reads acme-datasets/road-scenes",
        "reads acme-models/digits",
        "reads acme-models/road-detector",
        "writes acme-checkpoints/vision",
        "writes acme-models/digits",
        "writes acme-models/road-detector",
      ],
      "acme-medical.acme-medical-object-store": ["reads acme-checkpoints/medical", "writes acme-checkpoints/medical"],
      "acme-medical-restricted.acme-medical-restricted-object-store": [
        "reads acme-restricted/checkpoints/medical",
        "reads acme-restricted/datasets/patient-scans",
        "reads acme-restricted/models/scan-segmenter",
        "writes acme-restricted/checkpoints/medical",
        "writes acme-restricted/models/scan-segmenter",
      ],
      "acme-inference.acme-inference-object-store": ["reads acme-models/digits", "reads acme-models/road-detector"],
      "acme-inference.scan-segmenter-fra1-object-store": ["reads acme-restricted/models/scan-segmenter"],
      "acme-system.acme-system-object-store": [
        "reads acme-datasets/imagenet",
        "reads acme-models/digits",
        "reads acme-models/road-detector",
        "writes acme-models/road-detector",
      ],
    });
  });

  test("keeps restricted data to the team's restricted namespace and the deployment of the model", () => {
    const readers = Object.entries(rights()).filter(([, all]) =>
      all.some((right) => right.includes("acme-restricted")),
    );
    expect(readers.map(([secret]) => secret).sort()).toEqual([
      "acme-inference.scan-segmenter-fra1-object-store",
      "acme-medical-restricted.acme-medical-restricted-object-store",
    ]);
  });

  test("names no dataset that may not be on-prem", () => {
    const abroad = (file: File) => {
      file.datasets.find(({ name }: File) => name === "road-scenes").residency = ["SE"];
    };
    expect(JSON.stringify(rights(abroad))).not.toContain("road-scenes");
  });

  test("of what comes from the cloud, datasets are added to and never deleted", () => {
    const cached = (file: File) => {
      file.datasets.find(({ name }: File) => name === "road-scenes").cachedOn = ["onPrem"];
    };
    expect(rights(cached)["acme-system.acme-system-object-store"]).toContain("adds acme-datasets/road-scenes");
  });
});

describe("a store that is installed", () => {
  test("has two copies on the servers' volumes, encrypted, and waits for a key that a job makes", () => {
    const values = helmValues(release(provision, {}, "seaweedfs") ?? {});
    // 200 TiB, twice, on three servers.
    expect(values.volume).toMatchObject({
      replicas: 3,
      dataDirs: [{ type: "persistentVolumeClaim", size: "136534Gi", storageClass: "local-nvme" }],
    });
    expect(values.global.seaweedfs).toMatchObject({ enableReplication: true, replicationPlacement: "001" });
    expect(values.filer.encryptVolumeData).toBe(true);
    expect(values.s3.extraEnvironmentVars.AWS_SECRET_ACCESS_KEY).toEqual({
      secretKeyRef: { name: "seaweedfs-administrator", key: "AWS_SECRET_ACCESS_KEY" },
    });
    expect(helmValues(release(provision) ?? {})).toMatchObject({
      endpoint: "http://seaweedfs-s3.acme-system.svc:8333",
      credentialsSecret: "seaweedfs-administrator",
      identities: { from: "ownIam" },
      servers: { port: 8333, clients: { "gpu.platform/name": "acme" } },
    });
  });

  test("may have more servers, and is not destroyed before the file allows it", () => {
    const more = (file: File) => {
      provision(file);
      file.onPrem.objectStore.provision.servers = 5;
    };
    expect(helmValues(release(more, {}, "seaweedfs") ?? {}).volume).toMatchObject({ replicas: 5 });
    expect(release(more, {}, "seaweedfs")?.lifecycle).toEqual({ prevent_destroy: true });
    const teardown = (file: File) => {
      more(file);
      file.allowDestroy = true;
    };
    expect(release(teardown, {}, "seaweedfs")?.lifecycle).toBeUndefined();
  });

  test("comes from the site's registry, chart and images", () => {
    const mirrored = (file: File) => {
      provision(file);
      file.onPrem.registry = "registry.fra1.acme.example";
    };
    const made = release(mirrored, {}, "seaweedfs");
    expect(made?.repository).toBe("oci://registry.fra1.acme.example/seaweedfs.github.io/seaweedfs/helm");
    expect(helmValues(made ?? {}).global.imageRegistry).toBe("registry.fra1.acme.example/docker.io");
    expect(helmValues(release(mirrored) ?? {}).identities.image).toBe(
      "registry.fra1.acme.example/public.ecr.aws/aws-cli/aws-cli:2.36.44",
    );
  });
});

test("no store, no release", () => {
  const none = (file: File) => {
    delete file.onPrem.objectStore;
  };
  expect(release(none)).toBeUndefined();
  expect(release(none, {}, "seaweedfs")).toBeUndefined();
});
