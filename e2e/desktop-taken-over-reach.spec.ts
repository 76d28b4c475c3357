/** The page taken over: what its script reaches of the network and of the system. */
import { createServer, type Server } from 'node:http';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, test } from './app.ts';
import { SAMPLE } from './kit/captures.ts';

test.describe('the network', () => {
  let http: Server;
  let udp: Socket;
  const heard: string[] = [];
  test.beforeEach(async () => {
    http = createServer((_request, response) => response.end()).on('connection', () => heard.push('a connection'));
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    udp = createSocket('udp4').on('message', () => heard.push('a datagram'));
    udp.bind((http.address() as AddressInfo).port, '127.0.0.1');
    await once(udp, 'listening');
  });
  test.afterEach(() => {
    http.close();
    udp.close();
  });

  test('is not there for script in the page, by any way that pages have', async ({ start }) => {
    const { page } = (await start(SAMPLE)).program;
    const { port } = http.address() as AddressInfo;
    // Somebody listens: whoever tries would be heard.
    await fetch(`http://127.0.0.1:${port}/`);
    expect(heard.splice(0)).toEqual(['a connection']);
    const through = await page.evaluate(async (port) => {
      const url = `http://127.0.0.1:${port}/`;
      const got: string[] = [];
      // What does not come to an end has not come to anything either.
      const patience = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1000));
      const asked = (name: string, promise: Promise<unknown>): Promise<void> =>
        Promise.race([
          patience(),
          promise.then(
            () => void got.push(name),
            () => undefined,
          ),
        ]);
      const settled = (element: HTMLElement): Promise<void> =>
        new Promise((resolve) => {
          for (const type of ['load', 'error', 'loadeddata', 'stalled'])
            element.addEventListener(type, () => resolve());
          void patience().then(resolve);
          document.body.append(element);
        });
      await asked('fetch', fetch(url));
      await asked(
        'fetch, no answer wanted',
        fetch(url, { mode: 'no-cors', method: 'POST', body: 'x', keepalive: true }),
      );
      for (const target of ['file:///etc/hostname', 'netloupe://other/', 'netloupe://app/..%2f..%2fpackage.json']) {
        await asked(
          target,
          fetch(target).then((answer) => (answer.ok ? answer : Promise.reject(new Error()))),
        );
      }
      const request = new XMLHttpRequest();
      request.open('GET', url);
      await new Promise((resolve) => {
        request.addEventListener('loadend', resolve);
        void patience().then(resolve);
        try {
          request.send();
        } catch {
          resolve(null);
        }
      });
      for (const scheme of ['ws', 'wss']) {
        await new Promise((resolve) => {
          void patience().then(resolve);
          try {
            const socket = new WebSocket(`${scheme}://127.0.0.1:${port}/`);
            socket.addEventListener('close', resolve);
            socket.addEventListener('open', () => got.push('WebSocket'));
          } catch {
            resolve(null);
          }
        });
      }
      try {
        new EventSource(url).addEventListener('error', () => undefined);
        navigator.sendBeacon(url, 'x');
        await asked('WebTransport', new WebTransport(`https://127.0.0.1:${port}/`).ready);
      } catch {
        // Refused at once.
      }
      for (const rel of ['preload', 'prefetch', 'dns-prefetch', 'preconnect', 'modulepreload', 'stylesheet', 'icon']) {
        await settled(Object.assign(document.createElement('link'), { rel, href: url, as: 'image' }));
      }
      for (const tag of ['img', 'video', 'audio', 'script', 'embed', 'iframe', 'track', 'source']) {
        await settled(Object.assign(document.createElement(tag), { src: url }));
      }
      await settled(Object.assign(document.createElement('object'), { data: url }));
      const style = document.createElement('style');
      style.textContent = `@import url(${url}); @font-face { font-family: x; src: url(${url}) } body { background: url(${url}); font-family: x }`;
      await settled(style);
      const ping = Object.assign(document.createElement('a'), { href: '#', ping: url });
      document.body.append(ping);
      ping.click();
      const peer = new RTCPeerConnection({ iceServers: [{ urls: `stun:127.0.0.1:${port}` }] });
      peer.createDataChannel('x');
      const gathered = new Promise((resolve) => {
        peer.addEventListener('icegatheringstatechange', () => peer.iceGatheringState === 'complete' && resolve(null));
        setTimeout(resolve, 3000);
      });
      await asked(
        '',
        peer.createOffer().then((offer) => peer.setLocalDescription(offer)),
      );
      await gathered;
      return got.filter((name) => name !== '');
    }, port);
    expect(through).toEqual([]);
    expect(heard).toEqual([]);
  });
});

test('script in the page is granted nothing that the system could give', async ({ start }) => {
  const { page } = (await start(SAMPLE)).program;
  const granted = await page.evaluate(async () => {
    const names = ['camera', 'microphone', 'geolocation', 'midi', 'background-sync', 'persistent-storage'];
    const more = ['clipboard-read', 'screen-wake-lock', 'storage-access', 'window-management', 'local-fonts'];
    const sensors = ['accelerometer', 'gyroscope', 'magnetometer', 'ambient-light-sensor', 'idle-detection', 'nfc'];
    const found: string[] = [];
    for (const name of [...names, ...more, ...sensors, 'display-capture', 'payment-handler', 'speaker-selection']) {
      const state = await Promise.race([
        navigator.permissions.query({ name: name as PermissionName }).then(
          (status) => status.state,
          () => 'unknown',
        ),
        new Promise((resolve) => setTimeout(resolve, 1000, 'pending')),
      ]);
      if (state === 'granted' || state === 'prompt') found.push(`${name} ${state}`);
    }
    type Ask = () => Promise<unknown>;
    const { navigator: own } = window as unknown as {
      navigator: Record<string, Record<string, (x?: unknown) => Promise<unknown>>>;
    };
    const asks: Readonly<Record<string, Ask>> = {
      camera: () => navigator.mediaDevices.getUserMedia({ video: true }),
      microphone: () => navigator.mediaDevices.getUserMedia({ audio: true }),
      screen: () => navigator.mediaDevices.getDisplayMedia({ video: true }),
      // As Electron's desktopCapturer was once used.
      desktop: () =>
        navigator.mediaDevices.getUserMedia({
          video: { mandatory: { chromeMediaSource: 'desktop' } } as unknown as MediaTrackConstraints,
        }),
      place: () => new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject)),
      clipboard: () => navigator.clipboard.readText(),
      clipboardItems: () => navigator.clipboard.read(),
      midi: () => navigator.requestMIDIAccess({ sysex: true }),
      hid: () => own['hid']!['requestDevice']!({ filters: [] }),
      serial: () => own['serial']!['requestPort']!(),
      usb: () => own['usb']!['requestDevice']!({ filters: [] }),
      bluetooth: () => own['bluetooth']!['requestDevice']!({ acceptAllDevices: true }),
      devices: async () => {
        const lists = await Promise.all([
          own['hid']!['getDevices']!(),
          own['serial']!['getPorts']!(),
          own['usb']!['getDevices']!(),
        ]);
        if (lists.every((list) => (list as unknown[]).length === 0)) throw new Error('none');
      },
      fullscreen: () => document.documentElement.requestFullscreen(),
      files: () => (window as unknown as { showDirectoryPicker: Ask }).showDirectoryPicker(),
    };
    for (const [name, ask] of Object.entries(asks)) {
      // What waits for somebody to choose is not granted.
      const patience = new Promise((resolve) => setTimeout(resolve, 1000));
      const asked = Promise.resolve()
        .then(ask)
        .then(
          // Nothing chosen is an empty list to some of them.
          (got) => (Array.isArray(got) && got.length === 0) || found.push(name),
          () => undefined,
        );
      await Promise.race([asked, patience]);
    }
    return found;
  });
  expect(granted).toEqual([]);
});
