import type { LogEvent } from "@cablecut/protocol";
import { expect } from "vitest";
import type { Ledger } from "../ledger-api.ts";
import type { NaiveModel } from "./naive-model.ts";

/** The model's way of writing an event down. */
export function eventText(event: LogEvent): string {
  switch (event.kind) {
    case "room-suspected":
      return `room-suspected ${event.room} ${event.by} ${event.incident}`;
    case "suspicion-withdrawn":
      return `suspicion-withdrawn ${event.room} ${event.shards}`;
    case "shard-moved": {
      const { shard, from, to, epoch, reason, accounts } = event;
      return `shard-moved ${shard} ${from} ${to} ${epoch} ${reason} ${accounts}`;
    }
    case "pace-set":
      return `pace-set ${event.pace.name} ${event.pace.leaseMs}`;
    case "failback-set":
      return `failback-set ${String(event.failback)}`;
    case "account-opened":
      return `account-opened ${event.account} ${event.shard} ${String(event.synthetic)}`;
    case "room-diverged":
      return `room-diverged ${event.room} ${event.atIndex}`;
    case "format-adopted":
      return `format-adopted ${event.format}`;
    case "shard-back":
      return `shard-back ${event.shard} ${event.incident} ${String(event.byPerson)}`;
    case "incident-ended":
      return `incident-ended ${event.incident}`;
    case "incident-measured":
      return `incident-measured ${event.incident} ${event.source} ${event.durationMs}`;
    case "dial-set":
      return `dial-set ${event.change.dial} ${JSON.stringify(event.change.value)}`;
    case "room-drained":
    case "room-undrained":
      return `${event.kind} ${event.room}`;
  }
}

export function expectSameFailover(ledger: Ledger, model: NaiveModel): void {
  expect(ledger.failoverView()).toEqual({
    appliedIndex: model.index,
    pace: model.pace,
    rooms: model.rooms.map((room, number) => ({
      room: number,
      status: room.suspected ? "suspect" : room.drained ? "drained" : "up",
      lastHeartbeat: model.lastHeartbeat(number),
      leaseMs: model.leaseMs(number),
      readLeaseMs: model.readLeaseMs(number),
    })),
    shards: model.shards.map((shard, number) => ({
      shard: number,
      home: shard.home,
      owner: shard.owner,
      epoch: shard.epoch,
      status: model.switching(number) ? "switching" : "serving",
    })),
    wave: model.wave,
    waveFirstRoom: model.waveFirstRoom,
    waveMoves: model.waveMoves,
    failback: model.failback,
  });
}

/** Incidents and dials (I, A, K). */
export function expectSameShow(ledger: Ledger, model: NaiveModel): void {
  expect([ledger.format, ledger.incidentNumber]).toEqual([model.format, model.incidentNumber]);
  expect(ledger.incident()).toEqual(model.incidents.view());
  expect(ledger.pastIncidents()).toEqual(model.incidents.past());
  expect(ledger.dials()).toEqual(model.dials.view());
}

/** People, synthetic attendees and house (Y). */
export function expectSameTotals(ledger: Ledger, model: NaiveModel): void {
  const accounts = [...model.accounts.keys()];
  const group = (belongs: (account: number) => boolean): unknown => {
    const own = accounts.filter(belongs);
    const bookedBy = (account: number): number =>
      model.accounts[account]!.ended.filter(({ result }) => result === "booked").length;
    return {
      accounts: own.length,
      expectedCents: own.length * 100_000_000,
      actualCents: own.reduce((sum, account) => sum + model.balance(account), 0),
      bookedTransfers: own.reduce((sum, account) => sum + bookedBy(account), 0),
    };
  };
  expect(ledger.totals()).toEqual({
    ...(group(() => true) as object),
    people: group((account) => model.isPerson(account)),
    synthetic: group((account) => model.isSynthetic(account)),
    house: group((account) => !model.isPerson(account) && !model.isSynthetic(account)),
  });
  model.shards.forEach((_, shard) => {
    const inShard = accounts.filter((account) => model.accounts[account]!.shard === shard);
    expect(ledger.peopleIn(shard)).toBe(model.peopleIn(shard));
    expect(ledger.syntheticIn(shard)).toBe(inShard.filter((n) => model.isSynthetic(n)).length);
  });
}

export function expectSameAccounts(ledger: Ledger, model: NaiveModel): void {
  expect(ledger.accountCount).toBe(model.accounts.length);
  model.accounts.forEach((expected, account) => {
    const last = expected.ended.at(-1)!;
    expect(ledger.account(account)).toEqual({
      account,
      shard: expected.shard,
      balance: model.balance(account),
      lastSequence: expected.ended.length - 1,
      lastResult: last.result,
      lastIndex: last.index,
      sentCents: model.sent(account),
      receivedCents: model.receivedCents(account),
      sentCount: expected.ended.filter((ended) => ended.result === "booked").length,
      receivedCount: expected.received.length,
      openedIndex: expected.openedIndex,
    });
    expectSameReceipts(ledger, model, account);
    expectSameHistory(ledger, model, account);
  });
  for (const [tokenHash, account] of model.tokens) {
    expect(ledger.accountByTokenHash(tokenHash as never)).toBe(account);
  }
  const recount = ledger.recount();
  expect(recount.sound).toBe(true);
  expect(recount.actualCents).toBe(model.accounts.length * 100_000_000);
}

function expectSameReceipts(ledger: Ledger, model: NaiveModel, account: number): void {
  const { ended } = model.accounts[account]!;
  expect(ledger.receipt(account, ended.length).state).toBe("unknown");
  ended.forEach(({ result, payee, amount, index }, sequence) => {
    const answer = ledger.receipt(account, sequence);
    if (sequence < ended.length - 32) {
      expect(answer.state).toBe("archived");
      return;
    }
    if (answer.state !== "found")
      throw new Error(`receipt ${account}/${sequence} is ${answer.state}`);
    const { receipt } = answer;
    expect([receipt.result, receipt.payee, receipt.amountCents, receipt.index]).toEqual([
      result,
      payee,
      amount,
      index,
    ]);
    const journal = ledger.journal(index);
    if (journal.state === "found") expect(receipt.chainPrefix).toBe(journal.entry.chainPrefix);
  });
}

function expectSameHistory(ledger: Ledger, model: NaiveModel, account: number): void {
  const { ended, received } = model.accounts[account]!;
  const own = ended.map((entry, sequence) => ({
    ...entry,
    sequence,
    rank: sequence === 0 ? 0 : 2,
  }));
  const got = received.map((entry) => ({
    ...entry,
    payee: entry.payer,
    result: "booked",
    rank: 1,
  }));
  const expected = [...got.reverse(), ...own.reverse()]
    .sort((one, two) => two.index - one.index || two.rank - one.rank)
    .slice(0, 32)
    .map((entry) => [entry.index, entry.payee, entry.sequence, entry.amount, entry.result]);
  const actual = ledger
    .history(account, 32)
    .map((entry) => [
      entry.index,
      entry.counterparty,
      entry.sequence,
      entry.amountCents,
      entry.result,
    ]);
  expect(actual).toEqual(expected);
}
