// Exports something, but nothing that is called.
export function onPacket() {}
export const version = 3;
