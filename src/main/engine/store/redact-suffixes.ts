/** Parts of names that say nothing of anybody: they stay. */

/** Besides all of two letters, which are countries'. A last label that is not here may be somebody's own, and is replaced. */
export const TOP_LEVEL: ReadonlySet<string> = new Set(
  (
    'arpa com net org info biz name pro edu gov mil int aero asia cat coop jobs mobi museum post tel travel xxx ' +
    'local localhost localdomain lan home internal intranet corp private test example invalid onion ' +
    'app dev page cloud online site website web store shop blog live life world today news media tech digital systems solutions services ' +
    'network email host hosting software studio design agency group team company business center zone space fun games game play link click ' +
    'club social chat community academy education school university health care finance bank money tv radio video photo photos art music ' +
    'xyz top win vip icu bid loan work works tools one run sh rocks guru ninja expert energy earth eco green global international ' +
    'london berlin hamburg koeln wien paris nyc tokyo amsterdam africa eu swiss bayern saarland ruhr nrw'
  ).split(' '),
);

/** Before a country: `co.uk`, `com.au`, `ac.jp`. */
export const SECOND_LEVEL: ReadonlySet<string> = new Set(
  'co com net org edu gov govt gob gouv gv mil ac ad or ne go lg nom info sch school ltd plc nhs police id web'.split(
    ' ',
  ),
);

/** What addresses and services are looked up under. */
export const UNDER_ARPA: ReadonlySet<string> = new Set(['in-addr', 'ip6', 'home', 'e164', 'uri', 'urn']);

/** Labels that name a protocol or a kind of service (RFC 2782, RFC 6763), not who has it. */
export const SERVICE_LABELS: ReadonlySet<string> = new Set(
  (
    '_tcp _udp _sctp _tls _dns-sd _services _sub _domainkey _dmarc _acme-challenge _mta-sts _smtp _imap _imaps _submission _caldav _carddav ' +
    '_http _https _ldap _kerberos _kpasswd _gc _msdcs _sites _ntp _ssh _sftp-ssh _smb _nfs _afpovertcp _rfb _ipp _ipps _printer _pdl-datastream ' +
    '_scanner _uscan _uscans _airplay _raop _googlecast _spotify-connect _homekit _hap _matter _matterc _matterd _sleep-proxy _companion-link ' +
    '_device-info _workstation _apple-mobdev2 _rdlink _daap _dpap _sip _sips _xmpp-client _xmpp-server _matrix _turn _stun _dns _dot _doh'
  ).split(' '),
);
