import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseAddress } from '#base/addresses.ts';
import type { SocketOwner, SocketQuestion } from '#main/engine/store/ports.ts';
import { createLinuxProcessProbe } from './linux.ts';

const TCP = 6;
const UDP = 17;

function question(
  protocol: number,
  local: string,
  localPort: number,
  remote: string,
  remotePort: number,
): SocketQuestion {
  const words = (address: string): Uint32Array => parseAddress(address)!.words;
  return { protocol, local: words(local), localPort, remote: words(remote), remotePort };
}

describe('sockets by the texts of /proc', () => {
  const proc = mkdtempSync(path.join(os.tmpdir(), 'netloupe-test-'));
  afterAll(() => rmSync(proc, { recursive: true, force: true }));

  const addProcess = (pid: number, comm: string, inodes: readonly number[]): void => {
    const folder = path.join(proc, String(pid));
    mkdirSync(path.join(folder, 'fd'), { recursive: true });
    writeFileSync(path.join(folder, 'comm'), `${comm}\n`);
    symlinkSync(`/usr/bin/${comm}`, path.join(folder, 'exe'));
    writeFileSync(path.join(folder, 'cmdline'), `${comm}\0--flag\0`);
    symlinkSync('/dev/null', path.join(folder, 'fd', '0'));
    for (const [i, inode] of inodes.entries()) symlinkSync(`socket:[${inode}]`, path.join(folder, 'fd', String(i + 3)));
  };
  const line = (local: string, remote: string, state: string, inode: number): string =>
    `   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0000000000000000`;
  const file = (name: string, lines: readonly string[]): void => {
    mkdirSync(path.join(proc, 'net'), { recursive: true });
    writeFileSync(path.join(proc, 'net', name), `  sl  local_address rem_address   st\n${lines.join('\n')}\n`);
  };

  beforeAll(() => {
    addProcess(1, 'systemd', [10]);
    addProcess(700, 'sshd', [10]);
    addProcess(701, 'sshd', [10]);
    addProcess(4_194_303, 'browser', [20, 21]);
    addProcess(800, 'worker', [30]);
    addProcess(801, 'worker', [31]);
    addProcess(900, 'one', [40]);
    addProcess(901, 'other', [41]);
    addProcess(950, 'ping', [50]);
    addProcess(960, 'ospfd', [60]);
    file('tcp', [
      line('00000000:0016', '00000000:0000', '0A', 10),
      line('00000000:1F90', '00000000:0000', '0A', 30),
      line('00000000:1F90', '00000000:0000', '0A', 31),
      line('0100007F:C350', '0100007F:1F90', '01', 20),
      line('0100007F:C351', '0100007F:1F90', '06', 0),
    ]);
    file('tcp6', []);
    file('udp', [
      line('00000000:14E9', '00000000:0000', '07', 40),
      line('00000000:14E9', '00000000:0000', '07', 41),
      line('00000000:0035', '00000000:0000', '07', 40),
      line('0100007F:0035', '00000000:0000', '07', 41),
    ]);
    file('icmp', [line('00000000:0007', '00000000:0000', '07', 50)]);
    file('raw', [line('00000000:0059', '00000000:0000', '07', 60)]);
  });

  const ask = async (...questions: readonly SocketQuestion[]): Promise<readonly (SocketOwner | null)[]> =>
    (await createLinuxProcessProbe(proc).find(questions)).owners;

  it('are of a process with a number of any size', async () => {
    expect(await ask(question(TCP, '127.0.0.1', 50_000, '127.0.0.1', 8080))).toEqual([
      { pid: 4_194_303, program: 'browser', anyRemote: false },
    ]);
  });

  it('that several processes have open are of the first, but not of the one that opens them for others', async () => {
    expect(await ask(question(TCP, '10.0.0.1', 22, '10.0.0.2', 40_000))).toEqual([
      { pid: 700, program: 'sshd', anyRemote: true },
    ]);
  });

  it('that share a port are of a program, and of no process', async () => {
    expect(await ask(question(TCP, '10.0.0.1', 8080, '10.0.0.2', 40_000))).toEqual([
      { pid: null, program: 'worker', anyRemote: true },
    ]);
  });

  it('of several programs that fit alike are of nobody; one that has the address fits better', async () => {
    expect(
      await ask(question(UDP, '127.0.0.1', 5353, '127.0.0.1', 9), question(UDP, '127.0.0.1', 53, '127.0.0.1', 9)),
    ).toEqual([null, { pid: 901, program: 'other', anyRemote: true }]);
  });

  it('without ports are told by their protocol', async () => {
    expect(await ask(question(1, '10.0.0.1', 0, '10.0.0.2', 0), question(89, '10.0.0.1', 0, '224.0.0.5', 0))).toEqual([
      { pid: 950, program: 'ping', anyRemote: true },
      { pid: 960, program: 'ospfd', anyRemote: true },
    ]);
    expect(await ask(question(50, '10.0.0.1', 0, '10.0.0.2', 0))).toEqual([null]);
  });

  it('that were closed, or are connected elsewhere, are of nobody', async () => {
    expect(
      await ask(
        question(TCP, '127.0.0.1', 50_001, '127.0.0.1', 8080),
        question(TCP, '127.0.0.1', 50_000, '127.0.0.1', 80),
      ),
    ).toEqual([null, null]);
  });

  it('are of nobody where there is no /proc', async () => {
    const probe = createLinuxProcessProbe('/nowhere');
    await expect(probe.find([question(TCP, '127.0.0.1', 1, '127.0.0.1', 2)])).resolves.toMatchObject({
      owners: [null],
    });
  });
});

/** Opens sockets and prints their ports; lives until its input ends. */
const PROGRAM = `
const net = require('node:net'), dgram = require('node:dgram');
const until = (emitter, event) => new Promise((resolve) => emitter.once(event, resolve));
const connected = async (server, address, family, to) => {
  server.listen(0, address);
  await until(server, 'listening');
  const client = net.connect({ host: to, port: server.address().port, family });
  await until(client, 'connect');
  return [server.address().port, client.localPort];
};
const bound = async (type, address, to) => {
  const one = dgram.createSocket(type), other = dgram.createSocket(type);
  one.bind(0, address); await until(one, 'listening');
  other.bind(0, to); await until(other, 'listening');
  other.connect(one.address().port, to); await until(other, 'connect');
  return [one.address().port, other.address().port];
};
(async () => {
  process.stdin.resume().on('end', () => process.exit());
  console.log(JSON.stringify({
    tcp4: await connected(net.createServer(), '127.0.0.1', 4, '127.0.0.1'),
    tcp6: await connected(net.createServer(), '::1', 6, '::1'),
    mapped: await connected(net.createServer(), '::', 6, '::ffff:127.0.0.1'),
    udp4: await bound('udp4', '0.0.0.0', '127.0.0.1'),
    udp6: await bound('udp6', '::', '::1'),
  }));
})();
`;

describe.skipIf(process.platform !== 'linux')('sockets of a program on this machine', () => {
  let child: ChildProcess;
  const ended = (): Promise<void> =>
    new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) return resolve();
      child.once('exit', () => resolve());
      child.kill('SIGKILL');
    });
  const start = (): Promise<Record<string, [server: number, client: number]>> => {
    child = spawn(process.execPath, ['-e', PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] });
    return new Promise((resolve) => {
      child.stdout!.once('data', (text: Buffer) => resolve(JSON.parse(text.toString())));
    });
  };
  afterEach(ended);

  it('are found, for either family, IPv4 in IPv6, connected or not', async () => {
    const ports = await start();
    const both = (protocol: number, name: string, address: string, mapped = address): SocketQuestion[] => {
      const [server, client] = ports[name]!;
      return [question(protocol, mapped, client, mapped, server), question(protocol, address, server, address, client)];
    };
    const { owners, costMs } = await createLinuxProcessProbe().find([
      ...both(TCP, 'tcp4', '127.0.0.1'),
      ...both(TCP, 'tcp6', '::1'),
      ...both(TCP, 'mapped', '127.0.0.1'),
      ...both(UDP, 'udp4', '127.0.0.1'),
      ...both(UDP, 'udp6', '::1'),
    ]);
    const owner = { pid: child.pid, program: path.basename(process.execPath) };
    const [connected, any] = [
      { ...owner, anyRemote: false },
      { ...owner, anyRemote: true },
    ];
    expect(owners).toEqual([
      connected,
      connected,
      connected,
      connected,
      connected,
      connected,
      connected,
      any,
      connected,
      any,
    ]);
    expect(costMs).toBeGreaterThan(0);
  });

  it('are not found any more once they are closed', async () => {
    const { tcp4 } = await start();
    const asked = question(TCP, '127.0.0.1', tcp4![1], '127.0.0.1', tcp4![0]);
    const probe = createLinuxProcessProbe();
    expect((await probe.find([asked])).owners[0]?.pid).toBe(child.pid);
    await ended();
    expect((await probe.find([asked])).owners).toEqual([null]);
  });
});

describe.skipIf(process.platform !== 'linux')('addresses of this machine', () => {
  it('have those of loopback', () => {
    expect(createLinuxProcessProbe().localAddresses()).toContain('127.0.0.1');
  });
});
