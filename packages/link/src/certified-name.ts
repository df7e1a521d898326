import type { PeerCertificate } from "node:tls";

/** Whom a certificate names: a node of one show. */
export interface CertifiedName {
  readonly showId: string;
  /** "room" or "gateway". */
  readonly kind: string;
  readonly id: string;
}

const part = /^[a-z0-9-]{1,64}$/;
const scheme = "urn:cablecut";

/** The name as it stands in a certificate, as its only alternative name. Throws where a part has other characters. */
export function certifiedUri({ showId, kind, id }: CertifiedName): string {
  for (const each of [showId, kind, id]) {
    if (!part.test(each)) throw new Error(`"${each}" cannot be named in a certificate`);
  }
  return [scheme, showId, kind, id].join(":");
}

/** Null: the certificate names nobody of ours, or more than one. */
export function certifiedName({
  subjectaltname,
}: Pick<PeerCertificate, "subjectaltname">): CertifiedName | null {
  const prefix = `URI:${scheme}:`;
  if (subjectaltname?.startsWith(prefix) !== true) return null;
  const [showId = "", kind = "", id = "", ...others] = subjectaltname
    .slice(prefix.length)
    .split(":");
  const isWhole = others.length === 0 && [showId, kind, id].every((each) => part.test(each));
  return isWhole ? { showId, kind, id } : null;
}

/**
 * Whether the node that says so is the one that the certificate names. What follows a dot in a node's id tells one start
 * of it from the next, and is its own affair.
 */
export function isNamed(name: CertifiedName, node: CertifiedName): boolean {
  const [id] = node.id.split(".");
  return name.showId === node.showId && name.kind === node.kind && name.id === id;
}
