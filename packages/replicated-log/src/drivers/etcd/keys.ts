/**
 * Where things stand in the store, below one prefix per show. Every key of a room is greater than all it made before:
 * rooms one digit, boots and counters hexadecimal of fixed length. So a range of keys is a stretch of time.
 */
export interface Origin {
  readonly replica: number;
  /** Differs for every start of the replica's process, and grows: the store gives it (see `EtcdStore.prepare`). */
  readonly boot: number;
  readonly counter: number;
}

export interface Keys {
  /** All payloads: [from, to). */
  readonly all: { readonly from: string; readonly to: string };
  /** Its value is the revision up to which payloads may be deleted. */
  readonly floor: string;
  /** An entry of the engine itself, which begins the log: a room that has applied something knows that it is there. */
  readonly first: string;
  /** Put together with every payload: its revision is that of the newest. */
  readonly newest: string;
  /** Put at every start of the replica: the revision of that tells one start from the next. */
  startOf(replica: number): string;
  of(origin: Origin): string;
  /** Null for a key that no driver of ours makes. */
  originOf(key: string): Origin | null;
  /** Everything that this origin's room made up to and with it. */
  upTo(origin: Origin): { readonly from: string; readonly to: string };
}

const [bootDigits, counterDigits] = [14, 10];

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, "0");

export function keysBelow(prefix: string): Keys {
  const payloads = `${prefix}p/`;
  const of = ({ replica, boot, counter }: Origin): string =>
    `${payloads}${replica}/${hex(boot, bootDigits)}/${hex(counter, counterDigits)}`;
  return {
    // "0" follows "/".
    all: { from: payloads, to: `${prefix}p0` },
    floor: `${prefix}floor`,
    first: of({ replica: 0, boot: 0, counter: 0 }),
    newest: `${prefix}newest`,
    startOf: (replica) => `${prefix}start/${replica}`,
    of,
    originOf(key) {
      const [replica = "", boot = "", counter = ""] = key.slice(payloads.length).split("/");
      const origin = {
        replica: Number(replica),
        boot: parseInt(boot, 16),
        counter: parseInt(counter, 16),
      };
      const isMade = Object.values(origin).every((part) => Number.isSafeInteger(part) && part >= 0);
      return isMade && of(origin) === key ? origin : null;
    },
    upTo: (origin) => ({ from: `${payloads}${origin.replica}/`, to: `${of(origin)}0` }),
  };
}

/**
 * The boot of a start whose key was put at `revision`. Earlier builds took microseconds of the wall clock, which a clock
 * that is set back has twice; these are greater than any of the kind up to the year 2112.
 */
export function bootAt(revision: number): number {
  return 2 ** 52 + revision;
}

/** Revisions as texts that sort as they count. */
export function revisionText(revision: number): string {
  return hex(revision, bootDigits);
}
