import {
  negateCents,
  formatCents,
  type Cents,
  type LocalizedText,
  type Topology,
} from "@cablecut/protocol";

/** "+8.88" or "-8.88", with a true minus sign. */
export function formatSignedMoney(cents: Cents): string {
  return cents < 0 ? `\u2212${formatCents(negateCents(cents))}` : `+${formatCents(cents)}`;
}

/** "4,321": counts of people, payments and shards. */
export function formatCount(count: number): string {
  return String(Math.trunc(count)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** "14:03:07" on this device's clock. */
export function formatClock(wallMs: number): string {
  const time = new Date(wallMs);
  return [time.getHours(), time.getMinutes(), time.getSeconds()]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");
}

/** "2018-09-21" on this device's calendar. */
export function formatDate(wallMs: number): string {
  const time = new Date(wallMs);
  const month = String(time.getMonth() + 1).padStart(2, "0");
  return `${time.getFullYear()}-${month}-${String(time.getDate()).padStart(2, "0")}`;
}

const nowhere: LocalizedText = { en: "—", zh: "—" };

/** A dash for a room that the topology does not have. */
export function roomName(topology: Topology, room: number): LocalizedText {
  return topology.rooms[room]?.name ?? nowhere;
}

/** The city of a room; a dash for a room that the topology does not have. */
export function cityOfRoom(topology: Topology, room: number): LocalizedText {
  const cityId = topology.rooms[room]?.city;
  return topology.cities.find((city) => city.id === cityId)?.name ?? nowhere;
}
