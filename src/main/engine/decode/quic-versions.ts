/**
 * Versions of QUIC whose first packets can be read: RFC 9000, RFC 9369, the drafts and experiments since the long header
 * has its present form (draft 22). What they differ in, as far as a client's Initial goes, is data.
 */

/** What protects Initial packets of a version, and what they look like inside. */
export interface QuicVersion {
  /** RFC 9001 §5.2; the drafts' and Google's as they shipped. */
  readonly salt: Uint8Array;
  /** Prefix of the labels of keys (RFC 9369 §3.3.2). */
  readonly label: 'quic' | 'quicv2';
  /** Added to a packet's type, modulo 4, it gives version 1's (RFC 9369 §3.2). */
  readonly typeShift: number;
  readonly cryptoFrame: number;
  /** What the CRYPTO frames carry: TLS, or Google's own handshake before it. */
  readonly handshake: 'tls' | 'google';
}

const CRYPTO_FRAME = 0x06;
/** Google's numbering of frames, before it took over the IETF's. */
const GOOGLE_CRYPTO_FRAME = 0x08;

function salt(...words: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * words.length);
  const view = new DataView(bytes.buffer);
  words.forEach((word, index) => view.setUint32(4 * index, word));
  return bytes;
}

function version1Like(bytes: Uint8Array): QuicVersion {
  return { salt: bytes, label: 'quic', typeShift: 0, cryptoFrame: CRYPTO_FRAME, handshake: 'tls' };
}

function googleLike(bytes: Uint8Array, handshake: 'tls' | 'google'): QuicVersion {
  return { ...version1Like(bytes), cryptoFrame: GOOGLE_CRYPTO_FRAME, handshake };
}

const draft22 = version1Like(salt(0x7fbcdb0e, 0x7c66bbe9, 0x193a96cd, 0x21519ebd, 0x7a02644a));
const draft23 = version1Like(salt(0xc3eef712, 0xc72ebb5a, 0x11a7d243, 0x2bb46365, 0xbef9f502));
const draft29 = version1Like(salt(0xafbfec28, 0x9993d24c, 0x9e9786f1, 0x9c6111e0, 0x4390a899));
const version1 = version1Like(salt(0x38762cf7, 0xf55934b3, 0x4d179ae6, 0xa4c80cad, 0xccbb7f0a));
const version2: QuicVersion = {
  ...version1Like(salt(0x0dede3de, 0xf700a6db, 0x819381be, 0x6e269dcb, 0xf9bd2ed9)),
  label: 'quicv2',
  typeShift: 3,
};
const q050 = googleLike(salt(0x504574ef, 0xd066fe2f, 0x9d945cfc, 0xdbd3a7f0, 0xd3b56b45), 'google');
const t050 = googleLike(salt(0x7ff579e5, 0xacd07291, 0x5580304c, 0x43a2367c, 0x60488310), 'tls');
const t051 = googleLike(salt(0x7a4edef4, 0xe7ccee5f, 0xa4506c19, 0x124fc8cc, 0xda6e033d), 'tls');

const FIRST_DRAFT = 0xff00_0016;
const LAST_DRAFT = 0xff00_0022;

/** Null where a version is unknown, or has packets of another form. */
export function findQuicVersion(version: number): QuicVersion | null {
  switch (version) {
    case 0x0000_0001:
      return version1;
    case 0x6b33_43cf:
      return version2;
    // Facebook's, built on drafts 22 and 27.
    case 0xface_b001:
      return draft22;
    case 0xface_b002:
    case 0xface_b00e:
      return draft23;
    // `Q050`, `T050`, `T051`.
    case 0x5130_3530:
      return q050;
    case 0x5430_3530:
      return t050;
    case 0x5430_3531:
      return t051;
    default:
      return version >= FIRST_DRAFT && version <= LAST_DRAFT ? draftVersion(version & 0xff) : null;
  }
}

function draftVersion(draft: number): QuicVersion {
  if (draft < 23) return draft22;
  if (draft < 29) return draft23;
  return draft < 33 ? draft29 : version1;
}

/** Versions that clients send to see whether servers negotiate (RFC 9000 §15). */
export function isReservedQuicVersion(version: number): boolean {
  return (version & 0x0f0f_0f0f) === 0x0a0a_0a0a;
}
