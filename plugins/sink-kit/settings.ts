/** Parts of configurations that several sinks have. */
import { z } from 'zod';

export interface TlsSettings {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly insecure: boolean;
}

/** PEM texts, which come from files as `${file:ca.pem}`. */
const tlsObject = z.strictObject({
  ca: z.string().min(1).optional(),
  cert: z.string().min(1).optional(),
  key: z.string().min(1).optional(),
  insecure: z.boolean().default(false),
});

/** `true`: what the system trusts; false, the default: in clear. */
export const tlsSettings: z.ZodType<TlsSettings | null> = z
  .union([z.boolean(), tlsObject])
  .default(false)
  .transform((value) => (value === true ? { insecure: false } : value === false ? null : value));

export interface TlsOptions {
  readonly rejectUnauthorized: boolean;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** As `tls.connect` takes them. */
export function tlsOptions({ ca, cert, key, insecure }: TlsSettings): TlsOptions {
  return {
    rejectUnauthorized: !insecure,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}

/** Names in SQL are quoted, but only such are accepted at all. */
export const sqlName: z.ZodType<string> = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/, 'is no name: letters, digits and _, at most 63');

/** Keys of records with the type that the server has for each. */
export function columnTypes(example: string): z.ZodType<Readonly<Record<string, string>>> {
  const type = z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_ ]{0,60}(?:\([A-Za-z0-9_ ,()']{1,60}\))?(?:\[\])?$/, `is no type such as ${example}`);
  return z.record(sqlName, type);
}
