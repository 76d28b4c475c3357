/**
 * What raises an alert: names of the watch list, random-looking names, and bursts. Goes by packet time alone, so that a
 * capture read again gives the alerts that were given live. Everything it keeps is bounded.
 */
import { globsOf } from './globs.mjs';
import { isLocal, isMachineMade, registeredDomain } from './names.mjs';
import { DistinctNames, QuietTimes } from './recent.mjs';
import { randomLabelOf } from './random-looking.mjs';
/** @import { Alert, DnsRecord } from '../api/netloupe.d.ts' */

/**
 * @typedef {object} WatchConfig as in plugin.json
 * @property {readonly string[]} watch
 * @property {readonly string[]} ignore
 * @property {boolean} random_names
 * @property {number} names_per_domain
 * @property {number} nxdomain_names
 * @property {number} failed_names
 * @property {number} window_s
 * @property {number} quiet_s
 */

/** The longest name that fits into a title beside what is said of it. */
const LONGEST_SHOWN = 140;

export class LookupWatch {
  #config;
  #alert;
  #isWatched;
  #isIgnored;
  #quiet;
  #underDomain;
  #missing;
  #failed;

  /**
   * @param {WatchConfig} config
   * @param {(alert: Alert) => void} alert
   */
  constructor(config, alert) {
    this.#config = config;
    this.#alert = alert;
    this.#isWatched = globsOf(config.watch);
    this.#isIgnored = globsOf(config.ignore);
    this.#quiet = new QuietTimes(config.quiet_s);
    this.#underDomain = new DistinctNames(config.names_per_domain, config.window_s);
    this.#missing = new DistinctNames(config.nxdomain_names, config.window_s);
    this.#failed = new DistinctNames(config.failed_names, config.window_s);
  }

  /** @param {DnsRecord} record */
  take(record) {
    // An answer that nobody asked for is no lookup.
    if (record.query === null || record.status === 'unsolicited') return;
    const name = record.query.toLowerCase();
    if (this.#isIgnored(name)) return;
    if (this.#isWatched(name)) {
      this.#raise(`watch ${name}`, record, {
        title: `Watched name looked up: ${shown(name)}`,
        message: `${record.client_ip} asked ${record.server_ip} for it.`,
        severity: 'high',
      });
    }
    if (isLocal(name) || isMachineMade(name)) return;
    const domain = registeredDomain(name);
    if (this.#config.random_names) this.#lookAt(name, domain, record);
    this.#count(name, domain, record);
  }

  /**
   * @param {string} name
   * @param {string} domain
   * @param {DnsRecord} record
   */
  #lookAt(name, domain, record) {
    const label = randomLabelOf(name, domain);
    if (label === null) return;
    this.#raise(`random ${domain}`, record, {
      title: `Random-looking name: ${shown(name)}`,
      message: `${record.client_ip} asked for it; nobody chooses "${label}". Programs that make up names do, to find their server or to carry data out.`,
      severity: 'medium',
    });
  }

  /**
   * @param {string} name
   * @param {string} domain
   * @param {DnsRecord} record
   */
  #count(name, domain, record) {
    const { client_ip: client, status } = record;
    const time = secondsOf(record);
    const within = `different names within ${this.#config.window_s} s, the latest ${name}`;
    const under = this.#underDomain.add(domain, name, time);
    if (under > 0) {
      this.#raise(`domain ${domain}`, record, {
        title: `Many names under ${shown(domain)}`,
        message: `${under} ${within}, asked for by ${client}.`,
        severity: 'medium',
      });
    }
    const missing = status === 'nxdomain' ? this.#missing.add(client, name, time) : 0;
    if (missing > 0) {
      this.#raise(`missing ${client}`, record, {
        title: `${client} asks for names that do not exist`,
        message: `${missing} ${within}.`,
        severity: 'medium',
      });
    }
    const isFailure = status === 'unanswered' || status === 'servfail' || status === 'refused';
    const failed = isFailure ? this.#failed.add(client, name, time) : 0;
    if (failed > 0) {
      this.#raise(`failed ${client}`, record, {
        title: `Lookups of ${client} fail`,
        message: `${failed} ${within} (${status}).`,
        severity: 'low',
      });
    }
  }

  /**
   * @param {string} key
   * @param {DnsRecord} record
   * @param {Alert} alert
   */
  #raise(key, record, alert) {
    if (this.#quiet.isQuiet(key, secondsOf(record))) return;
    this.#alert({ ...alert, session_id: record.session_id, timestamp: record.time });
  }
}

/** @param {DnsRecord} record */
function secondsOf({ time }) {
  return Date.parse(time) / 1000;
}

/** @param {string} name */
function shown(name) {
  return name.length > LONGEST_SHOWN ? `${name.slice(0, LONGEST_SHOWN)}...` : name;
}
