import { homeRoomOf, type Person } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { VirtualShow } from "../testing/virtual-show.ts";

/** Somebody outside the city that will be cut whose partner in it is only a synthetic attendee. */
function withSyntheticPartner(show: VirtualShow) {
  for (const token of ["1", "2"]) {
    show.gateway.enter(token, { synthetic: true });
    show.pass(1_200);
  }
  const person = show.gateway.person("a");
  expect(cityOf(show, person.me.me)).not.toBe("hz");
  expect(cityOf(show, person.me.partner!)).toBe("hz");
  return person;
}

/** People come until one of them lives in the city that will be cut. */
function somebodyComesTo(show: VirtualShow, city: string): Person {
  for (const token of "bcdefghi") {
    show.pass(1_200);
    const { me } = show.gateway.person(token).me;
    if (cityOf(show, me) === city) return me;
  }
  throw new Error(`nobody came to ${city}`);
}

function cityOf({ topology }: VirtualShow, { shard }: Person): string {
  return topology.rooms[homeRoomOf(topology, shard)]!.city;
}

test("whoever came while everybody is called to pay is offered as a partner after the call, which no phone would have taken before", () => {
  const show = VirtualShow.running();
  const { connection } = withSyntheticPartner(show);
  const { core } = show.gateway;
  core.consoles.turnCue(true);
  show.pass(300);
  const came = somebodyComesTo(show, "hz");
  show.pass(5_000);
  const offered = (): unknown[] => show.gateway.heardBy(connection, "partner");
  expect(offered()).toEqual([]);
  core.consoles.turnCue(false);
  // Phones hear of it row by row, and one that has not yet would not take it.
  show.pass(2_000);
  expect(offered()).toEqual([]);
  show.pass(2_500);
  expect(offered()).toEqual([[came]]);
});

test("whoever has nobody to pay gets somebody during the call as well", () => {
  const show = VirtualShow.running();
  const { connection, me } = show.gateway.person("a");
  expect(me.partner).toBeNull();
  show.gateway.core.consoles.turnCue(true);
  show.pass(300);
  const other = cityOf(show, me.me) === "hz" ? "sh" : "hz";
  somebodyComesTo(show, other);
  show.pass(2_500);
  const partners = show.gateway.heardBy(connection, "partner");
  expect(partners).toHaveLength(1);
});
