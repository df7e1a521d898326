/** Every limit that two processes must agree on. Others stand beside the code that they bound. */

/** Rooms in a topology: an odd number, so that a quorum is a true majority. */
export const roomsMax = 7;
export const shardsMax = 200;
/** Transfers in one frame between gateway and room, and in one log entry. */
export const transfersPerFrameMax = 4_096;
/** Receipts kept per account in every room; older ones answer `archived`. */
export const receiptsPerAccountMax = 32;
/** Receipts in one request to verify them. */
export const receiptsPerRequestMax = 64;
/** A day: nobody waits longer for a measurement, ms. */
export const measuredMsMax = 86_400_000;
/** Payments of one phone without an end. */
export const openPaymentsMax = 20;
/** How long a person who asks to be found is shown, ms; who may ask again after that long; how many at a time. */
export const findMeMs = 2_000;
export const findMeAgainMs = 10_000;
export const findMeAtOnceMax = 6;
/** Of a link that moves an account to another browser: which boot of which gateway made it, 64 random bits, and 64 that only the show's gateways make of these. */
export const moveCodePattern = /^[0-9a-f]{40}$/;
/** How long a link that moves an account to another browser is good, ms. */
export const moveLinkMs = 60_000;
/** A message from a browser. */
export const browserMessageBytesMax = 32 * 1024;
/** Items in one frame of the feed of applied transfers; what is beyond is counted, not listed. */
export const feedItemsPerFrameMax = 2_000;
/** Phones that one gateway holds. */
export const phonesMax = 15_000;
/**
 * Phones hear a sign of the world at least this often; a page that has heard nothing for much longer is not connected,
 * whatever its socket says, ms.
 */
export const worldSignMs = 2_000;
