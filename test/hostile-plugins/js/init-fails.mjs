export async function init() {
  throw new Error('cannot reach the database');
}
export function receiver() {}
