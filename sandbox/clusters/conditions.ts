/** A condition of a Kubernetes object's status. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly message?: string;
}

/** An object that tells how it is by conditions. */
export interface Conditioned {
  readonly status?: { readonly conditions?: readonly Condition[] };
}

/** True where an object says that something holds; what is not there says nothing. */
export function holds(object: Conditioned | undefined, type: string): boolean {
  return object?.status?.conditions?.some((one) => one.type === type && one.status === "True") ?? false;
}
