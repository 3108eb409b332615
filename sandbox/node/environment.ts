import { podField, resourceField } from "./downward";
import type { Container, EnvVariable, KeyReference, Pod } from "./pod";
import { type Data, NotThereYet, type PodData } from "./pod-data";

/**
 * A container's variables as a kubelet sets them: those of whole ConfigMaps and Secrets first, then its own, which may refer to earlier ones.
 *
 * @param moved is told each variable's name and value, and gives the value that it has on this machine
 */
export async function containerEnvironment(
  pod: Pod,
  container: Container,
  data: PodData,
  moved: (name: string, value: string) => string = (_, value) => value,
): Promise<Readonly<Record<string, string>>> {
  const variables: Record<string, string> = {};
  for (const { prefix = "", configMapRef, secretRef } of container.envFrom ?? []) {
    const all: Data = {
      ...(configMapRef && (await data.configMap(configMapRef.name, configMapRef.optional))),
      ...(secretRef && (await data.secret(secretRef.name, secretRef.optional))),
    };
    for (const [key, value] of Object.entries(all)) {
      const name = `${prefix}${key}`;
      variables[name] = moved(name, value.toString("utf8"));
    }
  }
  for (const variable of container.env ?? []) {
    const value = await variableValue(variable, pod, container, data);
    if (value !== undefined) variables[variable.name] = moved(variable.name, expanded(value, variables));
  }
  return variables;
}

async function variableValue(
  { value = "", valueFrom }: EnvVariable,
  pod: Pod,
  container: Container,
  data: PodData,
): Promise<string | undefined> {
  if (!valueFrom) return value;
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = valueFrom;
  if (fieldRef) return podField(pod, fieldRef.fieldPath);
  if (resourceFieldRef) return resourceField(container, resourceFieldRef.resource, resourceFieldRef.divisor);
  if (configMapKeyRef) {
    return keyOf(await data.configMap(configMapKeyRef.name, configMapKeyRef.optional), configMapKeyRef);
  }
  if (secretKeyRef) return keyOf(await data.secret(secretKeyRef.name, secretKeyRef.optional), secretKeyRef);
  return value;
}

function keyOf(data: Data, { name, key, optional = false }: KeyReference): string | undefined {
  const found = data[key]?.toString("utf8");
  if (found === undefined && !optional) throw new NotThereYet(`${name} has no key ${key}`);
  return found;
}

/** Replaces `$(NAME)` by a variable set before; `$$(NAME)` stays as `$(NAME)`, and what is not set stays as it is. */
export function expanded(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\(([A-Za-z0-9_.-]+)\)/g, (found, name: string | undefined) =>
    name === undefined ? "$" : (variables[name] ?? found),
  );
}
