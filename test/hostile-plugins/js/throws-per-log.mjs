export function receiver(log) {
  throw new TypeError(`no idea what ${log.protocol_name} is`);
}
