/** What was seen lately, in packet time and bounded: the oldest is forgotten for the newest. */

const MOST_KEYS = 2048;

/**
 * Takes an entry out and puts it at the end, where the latest used are; the first goes once there are too many.
 * @template K, V
 * @param {Map<K, V>} map
 * @param {K} key
 * @param {V} value
 * @param {number} most
 */
function use(map, key, value, most) {
  map.delete(key);
  map.set(key, value);
  if (map.size > most) {
    const [oldest] = map.keys();
    if (oldest !== undefined) map.delete(oldest);
  }
}

/** Counts different names by key within a window, up to the number that is worth telling. */
export class DistinctNames {
  #enough;
  #window;
  /** @type {Map<string, Map<string, number>>} by key: names and when they were last seen, the latest last */
  #keys = new Map();

  /**
   * @param {number} enough 0: never
   * @param {number} window seconds
   */
  constructor(enough, window) {
    this.#enough = enough;
    this.#window = window;
  }

  /**
   * Answers how many there are once they are enough, and begins anew then; else 0.
   * @param {string} key
   * @param {string} name
   * @param {number} time seconds
   */
  add(key, name, time) {
    if (this.#enough === 0) return 0;
    const names = this.#keys.get(key) ?? new Map();
    use(this.#keys, key, names, MOST_KEYS);
    for (const [known, seen] of names) {
      if (seen >= time - this.#window && seen <= time + this.#window) break;
      names.delete(known);
    }
    use(names, name, time, this.#enough);
    if (names.size < this.#enough) return 0;
    this.#keys.delete(key);
    return names.size;
  }
}

/** When each key was told of last. */
export class QuietTimes {
  #quiet;
  /** @type {Map<string, number>} */
  #told = new Map();

  /** @param {number} quiet seconds */
  constructor(quiet) {
    this.#quiet = quiet;
  }

  /**
   * Whether the key was told of a short time ago; if not, it is told of now.
   * @param {string} key
   * @param {number} time seconds
   */
  isQuiet(key, time) {
    const told = this.#told.get(key);
    // A capture from an earlier day may follow a later one.
    if (told !== undefined && Math.abs(time - told) < this.#quiet) return true;
    use(this.#told, key, time, MOST_KEYS);
    return false;
  }
}
