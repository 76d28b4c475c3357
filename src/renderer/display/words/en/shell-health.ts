/** What the status bar says of losses: the number, what it means, and what helps. */
export const shellHealthWords = {
  drops: {
    text: (count: string): string => `${count} dropped`,
    title: 'Packets were dropped before they could be read',
    says: 'Counts and bytes are lower than what really happened. A capture filter (BPF), a smaller snap length or a larger buffer helps.',
    noneTitle: 'No packet was dropped',
    noneSays: 'The system, the network card and Netloupe itself report how many packets they lost: none so far.',
    kernel: 'by the system (buffer full)',
    interface: 'by the network card or driver',
    queue: 'between stages of Netloupe',
  },
  undecoded: {
    text: (count: string): string => `${count} undecoded`,
    title: 'Some packets could not be decoded',
    says: 'They are damaged, cut short or of a kind that Netloupe does not know. They belong to no session.',
  },
  evicted: {
    text: (count: string): string => `${count} evicted`,
    title: 'Sessions were ended early to make room',
    says: 'More sessions were open at once than the table holds. The least recently used were ended as evicted; their later packets count as new sessions.',
  },
  forgotten: {
    text: (count: string): string => `${count} no longer held`,
    title: 'The oldest rows made room for newer ones',
    says: 'They were counted, but can no longer be listed or exported.',
    sessions: 'sessions',
    packets: 'packets',
    dns: 'DNS lookups',
  },
  truncated: {
    text: (count: string): string => `${count} cut short`,
    title: 'Some packets were captured only in part',
    says: 'The snap length was smaller than the packet. Sizes are right, because they are taken from the wire; names beyond the cut are missing.',
  },
  fragments: {
    text: (count: string): string => `${count} stray fragments`,
    title: 'Later fragments whose beginning was not seen',
    says: 'Only the first fragment of an IP packet says to which session it belongs.',
  },
  gaps: {
    text: (count: string): string => `${count} gaps`,
    title: 'Some TCP data arrived, but was not captured',
    says: 'Its receiver acknowledged it, so it was on its way somewhere: it was dropped by the capture, or took a path that is not captured.',
  },
  names: {
    text: (count: string): string => `${count} names given up`,
    title: 'Some names in payloads could not be read',
    says: 'The packets that held them were lost, cut short, or too many at a time. Addresses, counts and sizes are not affected.',
  },
  coverage: {
    text: (percent: string): string => `coverage ${percent} %`,
    lowTitle: 'Not all traffic of the interfaces was captured',
    title: 'How much of the traffic was captured',
    says: 'Bytes captured, compared with the bytes that the system counted on the same interfaces meanwhile. A capture filter lowers it on purpose.',
  },
  nonIp: {
    text: (count: string): string => `${count} not IP`,
    title: 'Frames that carry no IP packet',
    says: 'ARP and the like are counted here; they are no sessions.',
  },
};
