let logs = 0;
export function receiver_bulk(packetLogs) {
  logs += packetLogs.length;
}
export const request = () => [200, { logs }];
