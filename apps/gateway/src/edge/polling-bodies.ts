/** Packets in one body of long polling. */
const bodyPacketsMax = 64;
const separator = "\u001e";

export interface PayloadParser<Packet> {
  readonly decodePayload: (payload: string) => Packet[];
}

/** A body of long polling is looked at before it is split; of one that is too long, or comes after the end, nothing is read. */
export function boundBodies<Packet, Parser extends PayloadParser<Packet>>(
  parser: Parser,
  hasEnded: () => boolean,
  tooMany: () => void,
): Parser {
  return {
    ...parser,
    decodePayload: (payload: string) => {
      if (hasEnded()) return [];
      if (packetsIn(payload) <= bodyPacketsMax) return parser.decodePayload(payload);
      tooMany();
      return [];
    },
  };
}

/** Counts no further than it has to. */
function packetsIn(payload: string): number {
  let count = 1;
  let at = payload.indexOf(separator);
  while (at !== -1 && count <= bodyPacketsMax) {
    count += 1;
    at = payload.indexOf(separator, at + 1);
  }
  return count;
}
