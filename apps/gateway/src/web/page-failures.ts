import { TokenBucket, type Rate } from "@cablecut/gateway";
import express, { type Handler } from "express";
import * as z from "zod";
import { nowMs } from "../monotonic-clock.ts";
import type { ShowOrigins } from "../edge/origin.ts";
import { bodyBytesMax } from "./whole-requests.ts";

/** Of all pages together: they say what is wrong with our page, and a few of them say it all. */
const reports: Rate = { burst: 30, perSecond: 0.5 };
/** Different ones, over the life of this process. */
const differentMax = 200;

const failureSchema = z.strictObject({
  message: z.string().max(300),
  /** Script, line and column. */
  place: z.string().max(200),
});
/** What went wrong in a page, in the words of its browser. */
export type PageFailureReport = z.infer<typeof failureSchema>;

/** Long digits may be a token or an account number, and who it was is not to be known. */
function withoutPersons(text: string): string {
  return text
    .replace(/[0-9a-f]{12,}|\d{5,}/gi, "…")
    .replace(/[?#][^\s:)]*/g, "")
    .replace(/\p{Cc}/gu, " ");
}

/**
 * Hears what went wrong in somebody's page. Each different failure is told once; pages that say more than a hall has to
 * say are not heard. The answer is always the same: a page can do nothing about it.
 */
export function hearPageFailures(
  origins: Pick<ShowOrigins, "isOfShow">,
  tell: (failure: PageFailureReport) => void,
): readonly Handler[] {
  const limit = new TokenBucket(reports, nowMs);
  const told = new Set<string>();
  const take = (body: unknown): void => {
    const read = failureSchema.safeParse(parse(body));
    if (!read.success) return;
    const failure = {
      message: withoutPersons(read.data.message),
      place: withoutPersons(read.data.place),
    };
    const key = JSON.stringify(failure);
    if (told.has(key)) return;
    told.add(key);
    tell(failure);
  };
  return [
    ({ headers }, response, next) => {
      const isOurs = origins.isOfShow(headers.origin, headers.host);
      if (isOurs && told.size < differentMax && limit.take()) next();
      else response.status(204).end();
    },
    express.text({ type: () => true, limit: bodyBytesMax }),
    ({ body }, response) => {
      take(body);
      response.status(204).end();
    },
  ];
}

function parse(body: unknown): unknown {
  try {
    return typeof body === "string" ? JSON.parse(body) : null;
  } catch {
    return null;
  }
}
