/** Who follows a call, and within which time, ms: 2,000 payments within 2 s are promised. */
const followersMost = 2_000;
export const followMs = 2_000;

/** How many follow a call of so many phones, and which figure that is; fewer are no figure: it is of 2,000. */
export function followersOf(phones: number): {
  readonly followers: number;
  readonly figure: "phone-followed" | null;
} {
  const followers = Math.min(followersMost, phones);
  return { followers, figure: followers === followersMost ? "phone-followed" : null };
}
