import { timingSafeEqual } from "node:crypto";

/** The header of a request that shows `token`. */
export function bearer(token: string): { readonly authorization: string } {
  return { authorization: `Bearer ${token}` };
}

/** Whether what a request shows is `token`; how long that takes says nothing of how much of it is right. */
export function isBearer(authorization: string | undefined, token: string): boolean {
  const given = Buffer.from(authorization ?? "");
  const wanted = Buffer.from(bearer(token).authorization);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
