import type { NetworkInterfaceInfo } from "node:os";

/** An address of this machine under which phones may reach it. */
export interface LanAddress {
  readonly address: string;
  readonly network: string;
}

type NetworkInterfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/** Bridges, tunnels and virtual machines: addresses that no phone of the audience can reach. */
const virtualNetwork =
  /^(docker|br-|bridge|veth|virbr|vmnet|vbox|vmenet|vnic|utun|tun|tap|wg|tailscale|zt|ham|cni|flannel|cali|kube|podman|lxc|lxd|nerdctl|awdl|llw|anpi)|vEthernet|VirtualBox|VMware|WSL|Hyper-V|Loopback/i;

/**
 * The IPv4 addresses of this machine, likeliest first: the one that the default route goes out from, other private
 * addresses on real network cards, then public ones, then those of bridges, tunnels and virtual machines, default route
 * or not. Loopback and self-assigned addresses (169.254) are left out.
 */
export function lanAddresses(
  interfaces: NetworkInterfaces,
  defaultRoute: string | null,
): LanAddress[] {
  const found: (LanAddress & { rank: number })[] = [];
  for (const [network, entries] of Object.entries(interfaces)) {
    for (const entry of entries ?? []) {
      if (entry.family !== "IPv4" || entry.internal || entry.address.startsWith("169.254."))
        continue;
      found.push({ address: entry.address, network, rank: rankOf(network, entry, defaultRoute) });
    }
  }
  return found
    .sort((a, b) => a.rank - b.rank)
    .map(({ address, network }) => ({ address, network }));
}

function rankOf(
  network: string,
  { address, netmask }: NetworkInterfaceInfo,
  defaultRoute: string | null,
): number {
  // A network of one address has no room for a phone: it is the end of a tunnel, whatever its name.
  const isTunnel = netmask === "255.255.255.255" || virtualNetwork.test(network);
  const isDefault = address === defaultRoute;
  return (isTunnel ? 4 : 0) + (isDefault ? 0 : 2) + (isPrivate(address) ? 0 : 1);
}

/** RFC 1918. The shared range 100.64/10 (RFC 6598) is a provider's or a tunnel's, not a hall's. */
function isPrivate(address: string): boolean {
  const [a = 0, b = 0] = address.split(".").map(Number);
  return a === 10 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168);
}
