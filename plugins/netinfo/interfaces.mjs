/** Interfaces as they are answered: numbers for programs, one table of units for people. */
/** @import { InterfaceInfo } from '../api/netloupe.d.ts' */

const STEP = 1024;
const UNITS = ['B/s', 'KiB/s', 'MiB/s', 'GiB/s', 'TiB/s'];
const NOT_YET = 'n/a';

/** @param {InterfaceInfo} info */
export function describeInterface(info) {
  const received = rateOf(info.rx_bytes_per_s);
  const sent = rateOf(info.tx_bytes_per_s);
  return {
    name: info.name,
    state: info.state,
    loopback: info.loopback,
    mac: info.mac,
    mtu: info.mtu,
    addresses: info.addresses.map(addressOf),
    rx_bytes: info.rx_bytes,
    tx_bytes: info.tx_bytes,
    rx_bytes_per_s: received,
    tx_bytes_per_s: sent,
    rx_bits_per_s: received === null ? null : received * 8,
    tx_bits_per_s: sent === null ? null : sent * 8,
  };
}

/** @param {readonly InterfaceInfo[]} interfaces */
export function textOf(interfaces) {
  const rows = interfaces.map((info) => [
    info.name,
    info.state,
    `in ${formatRate(info.rx_bytes_per_s)}`,
    `out ${formatRate(info.tx_bytes_per_s)}`,
    info.addresses.map(addressOf).join(', '),
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

/**
 * Bytes a second: `1023 B/s`, `1.00 KiB/s`, `12.5 MiB/s`.
 * @param {number | null} given
 */
export function formatRate(given) {
  const rate = rateOf(given);
  if (rate === null) return NOT_YET;
  let value = rate;
  let unit = 0;
  // What would be rounded up to 1024 of its unit belongs to the next one.
  while (unit < UNITS.length - 1 && Number(rounded(value, unit)) >= STEP) {
    value /= STEP;
    unit += 1;
  }
  return `${rounded(value, unit)} ${UNITS[unit]}`;
}

/**
 * @param {number} value
 * @param {number} unit
 */
function rounded(value, unit) {
  if (unit === 0 || value >= 99.95) return value.toFixed(0);
  return value.toFixed(value >= 9.995 ? 1 : 2);
}

/**
 * No rate is below zero: a counter that began anew tells nothing until it was read again.
 * @param {number | null} rate
 */
function rateOf(rate) {
  return rate !== null && Number.isFinite(rate) && rate >= 0 ? rate : null;
}

/**
 * Some systems name no prefix for addresses of tunnels.
 * @param {{ readonly address: string, readonly prefix_length: number | null }} address
 */
function addressOf({ address, prefix_length: prefix }) {
  return prefix === null ? address : `${address}/${prefix}`;
}
