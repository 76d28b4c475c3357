/** What there is to capture from: what is switched off, and where the machine's own way out is. */
import type { InterfaceProbe } from '#main/engine/store/ports.ts';
import { good, trouble, type NamedCheck } from './check.ts';
import { readLinks, type Link } from './links.ts';

interface Ports {
  readonly interfaces: InterfaceProbe;
}

const bringUp = (names: readonly string[]): string[] => names.map((name) => `sudo ip link set ${name} up`);

export function interfacesCheck({ interfaces }: Ports): NamedCheck {
  const name = { id: 'interfaces', title: 'Interfaces' };
  return {
    ...name,
    async run() {
      const links = await allLinks(interfaces);
      const others = links.filter(({ loopback }) => !loopback);
      const working = namesOf(others.filter(({ on, carrier }) => on !== false && carrier !== false));
      const off = namesOf(others.filter(({ on }) => on === false));
      const unplugged = namesOf(others.filter(({ on, carrier }) => on !== false && carrier === false));
      const rest = [...off.map((one) => `${one} is switched off`), ...unplugged.map((one) => `${one} has no carrier`)];
      if (working.length > 0) {
        return good(name, [`${working.join(', ')} ${working.length === 1 ? 'is' : 'are'} up`, ...rest].join('; '));
      }
      if (off.length > 0) {
        return trouble(name, 'failed', `none is up but loopback: ${rest.join('; ')}`, {
          text: off.length === 1 ? 'Switch it on' : 'Switch on the one that is to be used',
          commands: bringUp(off),
        });
      }
      if (unplugged.length > 0) {
        return trouble(name, 'failed', `none is connected: ${rest.join('; ')}`, {
          text: 'Plug in its cable, join its network, or start what is at its other end',
        });
      }
      return trouble(name, 'warning', 'there is none but loopback, on which only this machine talks to itself', {
        text: 'Capture on loopback, or give this machine (or container) an interface; this lists them',
        commands: ['netloupe interfaces'],
      });
    },
  };
}

export function defaultRouteCheck({ interfaces }: Ports): NamedCheck {
  const name = { id: 'default-route', title: 'Default route' };
  return {
    ...name,
    async run() {
      const [route, readings, links] = await Promise.all([
        interfaces.defaultRoute(),
        interfaces.read(),
        allLinks(interfaces),
      ]);
      const off = namesOf(links.filter(({ loopback, on }) => !loopback && on === false));
      if (route === null) {
        if (off.length > 0) {
          // Linux forgets routes through an interface that is switched off.
          return trouble(
            name,
            'warning',
            `there is none, as there is none through what is switched off (${off.join(', ')})`,
            {
              text: 'Switch the interface on, then let its network be set up as usual (DHCP, NetworkManager)',
              commands: bringUp(off),
            },
          );
        }
        return trouble(name, 'warning', 'there is none', {
          text: 'Choose an interface yourself; this lists them',
          commands: ['netloupe interfaces'],
        });
      }
      const link = links.find((one) => one.name === route);
      if (link?.on === false) {
        return trouble(name, 'failed', `through ${route}, which is switched off`, {
          text: 'Switch it on, or choose another interface',
          commands: bringUp([route]),
        });
      }
      const info = readings.find((reading) => reading.info.name === route)?.info;
      if (link?.carrier === false || (link === undefined && info?.state === 'down')) {
        return trouble(name, 'warning', `through ${route}, which has no carrier`, {
          text: 'Plug in its cable or join its network, or choose another interface',
        });
      }
      const address = info?.addresses[0]?.address;
      return good(name, `through ${route}${address === undefined ? '' : `, ${address}`}`);
    },
  };
}

function namesOf(links: readonly Link[]): string[] {
  return links.map((link) => link.name);
}

/** Where the system says no more than up or down. */
async function allLinks(interfaces: InterfaceProbe): Promise<readonly Link[]> {
  const readings = await interfaces.read();
  const links = await readLinks(readings.map(({ info }) => info.name));
  return (
    links ??
    readings.map(({ info: { name, loopback, state } }) => ({
      name,
      loopback,
      on: null,
      carrier: state === 'unknown' ? null : state === 'up',
      tunnel: false,
      joins: [],
      partOf: null,
    }))
  );
}
