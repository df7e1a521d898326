import { reportPiecesMax, type ReportAnswer, type ReportRequest } from "@cablecut/protocol";

/** UTF-16 units of one piece: far less than what a console may leave unread. */
const pieceLength = 256 * 1_024;

/**
 * What a gateway tells for the report grows with its hall, and a connection takes only so much at once: the text is asked for
 * piece by piece, all of them of the same moment.
 */
export class ToldPieces {
  readonly #tell: () => string | null;
  #made = 0;
  #text = "";

  /** `tell`: the whole text; null before a room was heard. */
  constructor(tell: () => string | null) {
    this.#tell = tell;
  }

  answer({ made, piece }: ReportRequest): ReportAnswer {
    if (made === null) {
      const text = this.#tell();
      if (text === null) return { ok: false, refusal: "starting" };
      this.#made += 1;
      this.#text = text;
    } else if (made !== this.#made || this.#text === "") return { ok: false, refusal: "made-anew" };
    const pieces = Math.ceil(this.#text.length / pieceLength);
    if (pieces > reportPiecesMax) return { ok: false, refusal: "too-long" };
    const text = this.#text.slice(piece * pieceLength, (piece + 1) * pieceLength);
    const told: ReportAnswer = { ok: true, made: this.#made, pieces, text };
    // Who has the last piece has all of it.
    if (piece === pieces - 1) this.#text = "";
    return told;
  }
}
