/** Which capabilities a program's file gives to whoever starts it (capabilities(7)); no program is needed to read them. */

/** Bits of linux/capability.h. */
const CAP_NET_ADMIN = 12n;
const CAP_NET_RAW = 13n;

const ATTRIBUTE = 'security.capability';
/** `struct vfs_cap_data` of revision 2 and 3: a word, then permitted and inheritable, each in two halves. */
const LARGEST = 24;
const SMALLEST = 20;
const PERMITTED_LOW = 4;
const PERMITTED_HIGH = 12;
const ENODATA = 61;
const EOPNOTSUPP = 95;

/** Null where that cannot be found out; 0n: none. */
export async function fileCapabilities(file: string): Promise<bigint | null> {
  if (process.platform !== 'linux') return null;
  try {
    const { default: koffi } = await import('koffi');
    const getAttribute = koffi
      .load(null)
      .func('long getxattr(const char *path, const char *name, void *value, unsigned long size)') as unknown as (
      path: string,
      name: string,
      value: Uint8Array,
      size: number,
    ) => number | bigint;
    const value = new Uint8Array(LARGEST);
    const length = Number(getAttribute(file, ATTRIBUTE, value, LARGEST));
    if (length < 0) return [ENODATA, EOPNOTSUPP].includes(koffi.errno()) ? 0n : null;
    return permittedOf(value.subarray(0, length));
  } catch {
    // No koffi for this machine: then nobody here can tell.
    return null;
  }
}

/** The permitted set in `value`, as the kernel keeps it. */
export function permittedOf(value: Uint8Array): bigint | null {
  if (value.length < SMALLEST) return null;
  const words = new DataView(value.buffer, value.byteOffset, value.byteLength);
  return BigInt(words.getUint32(PERMITTED_LOW, true)) | (BigInt(words.getUint32(PERMITTED_HIGH, true)) << 32n);
}

/** What capturing takes: to open the interface, and to switch it to promiscuous mode. */
export function canCaptureWith(capabilities: bigint): boolean {
  return ((capabilities >> CAP_NET_RAW) & 1n) === 1n && ((capabilities >> CAP_NET_ADMIN) & 1n) === 1n;
}
