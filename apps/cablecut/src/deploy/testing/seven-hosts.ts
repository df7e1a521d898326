interface StatedHost {
  name: string;
  a: string;
  b: string;
  room?: string;
  gateway?: { url: string };
}

/** A hosts.json of five rooms and two gateways, to be changed by a test. */
export function sevenHosts(): { hosts: StatedHost[] } {
  const names = ["hz-1", "hz-2", "sh-1", "sh-2", "sz-1", "web-1", "web-2"];
  const rooms = ["hz-a", "hz-b", "sh-a", "sh-b", "sz-a"];
  return {
    hosts: names.map((name, at) => {
      const room = rooms[at];
      const last = 11 + at;
      const cards = { a: `10.77.1.${last}`, b: `10.77.2.${last}` };
      return room === undefined
        ? { name, ...cards, gateway: { url: `http://10.77.3.${last}:2626/` } }
        : { name, ...cards, room };
    }),
  };
}
