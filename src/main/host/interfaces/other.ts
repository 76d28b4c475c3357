/** Interfaces of macOS, Windows and others through systeminformation, which asks the system's own tools. */
import type { InterfaceAddress, InterfaceInfo } from '#contract/protocol.ts';
import type { InterfaceProbe, InterfaceReading } from '#main/engine/store/ports.ts';
import ipaddr from 'ipaddr.js';
import type { Systeminformation } from 'systeminformation';

export interface SystemInformation {
  networkInterfaces(): Promise<Systeminformation.NetworkInterfacesData[] | Systeminformation.NetworkInterfacesData>;
  networkStats(interfaces: string): Promise<Systeminformation.NetworkStatsData[]>;
  networkInterfaceDefault(): Promise<string>;
}

export function createOtherProbe(
  load: () => Promise<SystemInformation> = async () => (await import('systeminformation')).default,
): InterfaceProbe {
  return {
    async read(): Promise<readonly InterfaceReading[]> {
      const system = await load();
      const [listed, stats] = await Promise.all([system.networkInterfaces(), system.networkStats('*')]);
      const interfaces = Array.isArray(listed) ? listed : [listed];
      return interfaces.map((info) =>
        reading(
          info,
          stats.find((stat) => stat.iface === info.iface),
        ),
      );
    },
    async defaultRoute(): Promise<string | null> {
      const name = await (await load()).networkInterfaceDefault();
      return name === '' ? null : name;
    },
  };
}

function reading(
  info: Systeminformation.NetworkInterfacesData,
  stat: Systeminformation.NetworkStatsData | undefined,
): InterfaceReading {
  return {
    info: describe(info),
    rxBytes: stat?.rx_bytes ?? 0,
    txBytes: stat?.tx_bytes ?? 0,
    // Packet counts are not told there.
    rxPackets: 0,
    txPackets: 0,
    rxErrors: stat?.rx_errors ?? 0,
    txErrors: stat?.tx_errors ?? 0,
    rxDropped: stat?.rx_dropped ?? 0,
    txDropped: stat?.tx_dropped ?? 0,
  };
}

function describe(info: Systeminformation.NetworkInterfacesData): InterfaceInfo {
  const addresses: InterfaceAddress[] = [];
  if (ipaddr.IPv4.isValid(info.ip4)) {
    addresses.push({ family: 4, address: info.ip4, prefixLength: prefixOf(info.ip4subnet, 32) });
  }
  if (ipaddr.IPv6.isValid(info.ip6)) {
    addresses.push({ family: 6, address: info.ip6, prefixLength: prefixOf(info.ip6subnet, 128) });
  }
  return {
    name: info.iface,
    index: null,
    description: info.ifaceName !== '' && info.ifaceName !== info.iface ? info.ifaceName : (info.type ?? null),
    mac: info.mac === '' || /^[0:]+$/.test(info.mac) ? null : info.mac,
    mtu: info.mtu ?? null,
    state: info.operstate === 'up' || info.operstate === 'down' ? info.operstate : 'unknown',
    loopback: info.internal,
    addresses,
  };
}

function prefixOf(subnet: string, whole: number): number {
  return ipaddr.isValid(subnet) ? (ipaddr.parse(subnet).prefixLengthFromSubnetMask() ?? whole) : whole;
}
