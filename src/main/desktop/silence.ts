/**
 * Chromium, kept from talking by itself: whatever it would fetch, look up or probe for its own ends, or for a page that was taken
 * over. Our pages reach nothing but this program's files (`security.ts`). What the user switches on (sinks, plugins, updates) goes
 * through Node's own network, which this leaves alone.
 */
import { app, type Session, type WebContents } from 'electron';

/** A host that there is not (RFC 6761 §6.4), behind which everything that Chromium would send is. */
const NOWHERE = 'http://nowhere.invalid:9';

/** Each with what it would send. The names are Chromium's. */
const SWITCHES: readonly (readonly [name: string, value?: string])[] = [
  // Field trials, safe browsing lists, network time, translate, push, and what else runs without anybody having asked.
  ['disable-background-networking'],
  // Components (certificate lists, decryption modules) from Google's servers.
  ['disable-component-update'],
  // Reports on failed requests.
  ['disable-domain-reliability'],
  ['disable-sync'],
  // Reports on links that were clicked.
  ['no-pings'],
  ['disable-quic'],
  // Casting devices are looked for by mDNS and SSDP, resolvers probed for DNS over HTTPS, addresses announced by mDNS for WebRTC.
  [
    'disable-features',
    'MediaRouter,DialMediaRouteProvider,DnsOverHttps,DnsOverHttpsUpgrade,OptimizationHints,WebRtcHideLocalIpsWithMdns',
  ],
  // No name leads anywhere, and there is no way but through a host that has none: connections that no handler of requests
  // sees (preconnect) end there, and no proxy is looked for (WPAD).
  ['host-resolver-rules', 'MAP * ~NOTFOUND'],
  ['proxy-server', NOWHERE],
  ['proxy-bypass-list', '<-loopback>'],
];

/** Once, before Electron is ready. */
export function keepSilent(): void {
  for (const [name, value] of SWITCHES) {
    const before = app.commandLine.getSwitchValue(name);
    // What others switched off stays off.
    if (name === 'disable-features' && before !== '') app.commandLine.appendSwitch(name, `${before},${value}`);
    else if (value === undefined) app.commandLine.appendSwitch(name);
    else app.commandLine.appendSwitch(name, value);
  }
  app.on('web-contents-created', (_event, contents) => silencePage(contents));
}

/** Once for each session, before its first page: the spelling checker fetches dictionaries, whether or not a page uses it. */
export function silenceSession(session: Session): void {
  session.setSpellCheckerEnabled(false);
}

/** Of the connections between pages that need no request (WebRTC), none that goes past the proxy, which is nowhere. */
function silencePage(contents: WebContents): void {
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}
