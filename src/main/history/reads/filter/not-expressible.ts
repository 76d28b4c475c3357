/** Something that a filter asks for and SQL cannot be asked for in the same way: rather said than answered differently. */
export class NotExpressible extends Error {}
