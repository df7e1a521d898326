/** A connection may have a socket in each. */
export const namespaces = ["/phone", "/stage", "/presenter"] as const;
export type NamespaceName = (typeof namespaces)[number];

export function isOurs(name: string): name is NamespaceName {
  return namespaces.some((namespace) => namespace === name);
}
