/** What belongs to whom among names, as far as that can be told without asking anybody. */

/** Below a country's two letters, these are no names of anybody: `bbc.co.uk`. */
const SECOND_LEVEL = new Set(
  'ac biz co com edu gob gouv gov go gub id in info med mil museum name ne net nic nom or org sch school web'.split(
    ' ',
  ),
);
/** Names that never leave the house, and addresses asked for by name. */
const LOCAL = new Set(
  'arpa corp home internal intranet invalid lan local localdomain localhost onion private test workgroup'.split(' '),
);
/**
 * Domains under which machines get their names from machines, or carry data in names by design: content networks and clouds,
 * and the lookups of security products. Random names and many of them mean nothing there.
 */
const MACHINE_MADE = new Set(
  `1e100.net aaplimg.com adobe.io akadns.net akahost.net akamai.net akamaiedge.net akamaihd.net akamaized.net amazonaws.com
  amazontrust.com appspot.com avast.com azure.com azureedge.net azurefd.net azurewebsites.net b-cdn.net
  barracudacentral.org bitgravity.com bitdefender.net cdn77.org cdninstagram.com cloudapp.net cloudfront.net cloudfunctions.net
  cloudflare.net cymru.com digitaloceanspaces.com edgecastcdn.net edgekey.net edgesuite.net eset.com fastly.net fastlylb.net
  fbcdn.net footprint.net fritz.box gcdn.co ggpht.com googlesyndication.com googleusercontent.com googlevideo.com gvt1.com gvt2.com
  herokuapp.com herokudns.com hwcdn.net icloud-content.com impervadns.net incapdns.net kaspersky-labs.com kxcdn.com lencr.org
  llnwd.net llnwi.net mcafee.com msedge.net msgxbox.com mzstatic.com netlify.app nflxso.net nflxvideo.net ngrok.io nsatc.net
  oraclecloud.com pages.dev phncdn.com r2.dev run.app sophosxl.net sophosupd.com sorbs.net spamhaus.org spamcop.net
  stackpathdns.com steamcontent.com surbl.org symantec.com tplinkcloud.com trafficmanager.net trendmicro.com ttvnw.net
  uribl.com vercel.app vo.msecnd.net whatsapp.net windows.net workers.dev zwyr157wwiu6eior.com`.split(/\s+/),
);

/**
 * The part of a lower-case name that somebody registered: `bbc.co.uk` of `www.bbc.co.uk`. A rule of thumb instead of the
 * list of public suffixes, which changes weekly: it is right for what most people look up, and groups too much at worst.
 * @param {string} name
 */
export function registeredDomain(name) {
  const labels = name.split('.');
  const last = labels.at(-1) ?? '';
  const isCountry = last.length === 2;
  const count = isCountry && labels.length > 2 && SECOND_LEVEL.has(labels.at(-2) ?? '') ? 3 : 2;
  return labels.slice(-count).join('.');
}

/** @param {string} name */
export function isLocal(name) {
  const dot = name.lastIndexOf('.');
  return dot < 0 || LOCAL.has(name.slice(dot + 1));
}

/** @param {string} name */
export function isMachineMade(name) {
  for (let at = 0; ; at = name.indexOf('.', at) + 1) {
    if (MACHINE_MADE.has(name.slice(at))) return true;
    if (name.indexOf('.', at) < 0) return false;
  }
}
