/** The lifecycle of a resource that holds data: Terraform refuses to destroy it until the platform says `allowDestroy`. */
export function retained(allowDestroy: boolean): { readonly lifecycle?: { readonly preventDestroy: boolean } } {
  return allowDestroy ? {} : { lifecycle: { preventDestroy: true } };
}
