/**
 * What raises an alert: names of the watch list, random-looking names, and bursts. Goes by packet time alone, so that a
 * capture read again gives the alerts that were given live. Everything it keeps is bounded.
 */
import { globsOf } from './globs.mjs';
import { isLocal, isMachineMade, registeredDomain } from './names.mjs';
import { DistinctNames, QuietTimes, UnansweredLookups } from './recent.mjs';
import { randomLabelOf } from './random-looking.mjs';
/** @import { Alert, PacketLog } from '../api/netloupe.d.ts' */

/**
 * @typedef {object} WatchConfig as in plugin.json
 * @property {readonly string[]} watch
 * @property {readonly string[]} ignore
 * @property {boolean} random_names
 * @property {number} names_per_domain
 * @property {number} unanswered_names
 * @property {number} window_s
 * @property {number} quiet_s
 */

export class LookupWatch {
  #config;
  #alert;
  #isWatched;
  #isIgnored;
  #quiet;
  #underDomain;
  #withoutAnswer;
  #lookups = new UnansweredLookups();

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
    this.#withoutAnswer = new DistinctNames(config.unanswered_names, config.window_s);
  }

  /** @param {PacketLog} log */
  take(log) {
    const name = log.payload?.dns;
    if (name !== undefined && log.direction === 'out') this.#lookup(log, name.toLowerCase());
    else if (log.state !== null && log.session_id !== null) this.#stateOf(log, log.session_id, log.state);
  }

  /**
   * @param {PacketLog} log
   * @param {string} name
   */
  #lookup(log, name) {
    if (this.#isIgnored(name)) return;
    const time = secondsOf(log);
    if (log.state === 'NEW' && log.session_id !== null) this.#lookups.begin(log.session_id, log.src_ip, name);
    if (this.#isWatched(name)) {
      this.#raise(`watch ${name}`, time, log, {
        title: `Watched name looked up: ${shown(name)}`,
        message: `${log.src_ip} asked ${log.dst_ip} for it.`,
        severity: 'high',
      });
    }
    if (isLocal(name) || isMachineMade(name)) return;
    const domain = registeredDomain(name);
    if (this.#config.random_names) {
      const label = randomLabelOf(name, domain);
      if (label !== null) {
        this.#raise(`random ${domain}`, time, log, {
          title: `Random-looking name: ${shown(name)}`,
          message: `${log.src_ip} asked for it; nobody chooses "${label}". Programs that make up names do, to find their server or to carry data out.`,
          severity: 'medium',
        });
      }
    }
    const names = this.#underDomain.add(domain, name, time);
    if (names !== 0) {
      this.#raise(`domain ${domain}`, time, log, {
        title: `Many names under ${shown(domain)}`,
        message: `${names} different names within ${this.#config.window_s} s, the latest ${name}, asked for by ${log.src_ip}.`,
        severity: 'medium',
      });
    }
  }

  /**
   * @param {PacketLog} log
   * @param {string} session
   * @param {string} state
   */
  #stateOf(log, session, state) {
    if (state === 'NEW') return;
    const lookup = this.#lookups.end(session);
    if (lookup === undefined || state !== 'EXPIRED') return;
    const { client, name } = lookup;
    const time = secondsOf(log);
    const names = this.#withoutAnswer.add(client, name, time);
    if (names === 0) return;
    this.#raise(`unanswered ${client}`, time, log, {
      title: `Lookups of ${client} stay without an answer`,
      message: `${names} different names within ${this.#config.window_s} s, the latest ${name}.`,
      severity: 'low',
    });
  }

  /**
   * @param {string} key
   * @param {number} time
   * @param {PacketLog} log
   * @param {Alert} alert
   */
  #raise(key, time, log, alert) {
    if (this.#quiet.isQuiet(key, time)) return;
    this.#alert({ ...alert, session_id: log.session_id, timestamp: log.timestamp });
  }
}

/** @param {PacketLog} log */
function secondsOf(log) {
  return Date.parse(log.timestamp) / 1000;
}

/** Cut so that a title stays within its limit of 200 characters. @param {string} name */
function shown(name) {
  return name.length > 160 ? `${name.slice(0, 157)}...` : name;
}
