import { setTimeout as wait } from "node:timers/promises";
import type { Client } from "@grpc/grpc-js";
import { memberClient } from "./member-client.ts";
import { memberUrl } from "./member-command.ts";
import { unaryCall } from "./unary-call.ts";
import { addMemberRequest, emptyRequest, memberEntriesOf, removeMemberRequest } from "./wire.ts";

const paths = {
  list: "/etcdserverpb.Cluster/MemberList",
  add: "/etcdserverpb.Cluster/MemberAdd",
  remove: "/etcdserverpb.Cluster/MemberRemove",
} as const;
const callMs = 6_000;
const againMs = 500;

/**
 * Has the other members take the place of one that lost its data: the lost one is removed, and another is added at its
 * address, which has to catch up and remembers no vote because it never gave any. The members agree to neither without a
 * quorum of those that are whole.
 *
 * `others`: where these take clients, host:port. Resolves to null, or to why it was not done in `withinMs`.
 */
export function replaceMember(
  replica: number,
  others: readonly string[],
  withinMs: number,
): Promise<string | null> {
  const url = memberUrl(replica);
  return untilDone(others, withinMs, async (client) => {
    const entries = memberEntriesOf(await unaryCall(client, paths.list, emptyRequest, callMs));
    const here = entries.find(({ urls }) => urls.includes(url));
    if (here !== undefined)
      await unaryCall(client, paths.remove, removeMemberRequest(here.id), callMs);
    await unaryCall(client, paths.add, addMemberRequest(url), callMs);
  });
}

/** Which members there are, as replicas; one that joins must name these and no others. Null where nobody says in time. */
export async function replicasThere(
  replicas: number,
  others: readonly string[],
  withinMs: number,
): Promise<readonly number[] | null> {
  let urls: readonly string[] = [];
  const reason = await untilDone(others, withinMs, async (client) => {
    urls = memberEntriesOf(await unaryCall(client, paths.list, emptyRequest, callMs)).flatMap(
      (each) => each.urls,
    );
  });
  const all = Array.from({ length: replicas }, (_, replica) => replica);
  return reason === null ? all.filter((replica) => urls.includes(memberUrl(replica))) : null;
}

/** Asks one after the other, again and again; resolves to null, or to the last reason against it. */
async function untilDone(
  others: readonly string[],
  withinMs: number,
  ask: (client: Client) => Promise<void>,
): Promise<string | null> {
  const endMs = performance.now() + withinMs;
  let reason = "there is no other member";
  for (let turn = 0; performance.now() < endMs && others.length > 0; turn += 1) {
    const client = memberClient(others[turn % others.length]!);
    try {
      await ask(client);
      return null;
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    } finally {
      client.close();
    }
    await wait(againMs);
  }
  return reason;
}
