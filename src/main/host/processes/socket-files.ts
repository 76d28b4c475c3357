/** The files of /proc/net that list sockets, and what is asked for in each. */
import type { SocketQuestion } from '#main/engine/store/ports.ts';

export interface SocketFile {
  readonly name: string;
  readonly ipv6: boolean;
  /** IP protocol number; null: raw sockets of any, whose local port is their protocol. */
  readonly protocol: number | null;
  /** Whether ports are ports. */
  readonly hasPorts: boolean;
}

const PROTOCOLS_WITH_PORTS: readonly number[] = [6, 17, 136];
/** Of raw sockets that send whatever protocol they like. */
const ANY_PROTOCOL = 255;
const PORTS = 65_536;
const NONE: readonly number[] = [];

export const SOCKET_FILES: readonly SocketFile[] = [
  { name: 'tcp', ipv6: false, protocol: 6, hasPorts: true },
  { name: 'tcp6', ipv6: true, protocol: 6, hasPorts: true },
  { name: 'udp', ipv6: false, protocol: 17, hasPorts: true },
  { name: 'udp6', ipv6: true, protocol: 17, hasPorts: true },
  { name: 'udplite', ipv6: false, protocol: 136, hasPorts: true },
  { name: 'udplite6', ipv6: true, protocol: 136, hasPorts: true },
  { name: 'icmp', ipv6: false, protocol: 1, hasPorts: false },
  { name: 'icmp6', ipv6: true, protocol: 58, hasPorts: false },
  { name: 'raw', ipv6: false, protocol: null, hasPorts: false },
  { name: 'raw6', ipv6: true, protocol: null, hasPorts: false },
];

/**
 * Questions that a file may answer, by their number, found by what its lines have: both ports where a socket is connected, so
 * that a busy server's connections are not each compared with all questions on its port.
 */
export class QuestionsOfFile {
  readonly count: number;
  private readonly byPort = new Map<number, number[]>();
  private readonly byPorts = new Map<number, number[]>();
  private readonly anyPort: readonly number[];

  constructor(file: SocketFile, questions: readonly SocketQuestion[]) {
    const concerned = [...questions.keys()].filter((number) => concerns(file, questions[number]!));
    this.count = concerned.length;
    this.anyPort = file.hasPorts || file.protocol === null ? [] : concerned;
    if (this.anyPort.length > 0) return;
    for (const number of concerned) {
      const { localPort, remotePort, protocol } = questions[number]!;
      if (file.hasPorts) {
        add(this.byPort, localPort, number);
        add(this.byPorts, localPort * PORTS + remotePort, number);
      } else {
        add(this.byPort, protocol, number);
        add(this.byPort, ANY_PROTOCOL, number);
      }
    }
  }

  /** Whether a line with this local port may be the socket of any. */
  has(localPort: number): boolean {
    return this.anyPort.length > 0 || this.byPort.has(localPort);
  }

  /** The numbers of those for which a line with these ports may be the socket. */
  at(localPort: number, remotePort: number): readonly number[] {
    if (this.anyPort.length > 0) return this.anyPort;
    const isConnected = remotePort !== 0 && this.byPorts.size > 0;
    return (isConnected ? this.byPorts.get(localPort * PORTS + remotePort) : this.byPort.get(localPort)) ?? NONE;
  }
}

function add(map: Map<number, number[]>, key: number, number: number): void {
  const others = map.get(key);
  if (others === undefined) map.set(key, [number]);
  else others.push(number);
}

/** IPv4 conversations are in the files of IPv6, too, where a socket takes both. */
function concerns(file: SocketFile, question: SocketQuestion): boolean {
  const [first, second, third] = question.local;
  const isIpv4 = first === 0 && second === 0 && third === 0xffff;
  if (!isIpv4 && !file.ipv6) return false;
  if (file.protocol === null) return !PROTOCOLS_WITH_PORTS.includes(question.protocol);
  return file.protocol === question.protocol;
}
