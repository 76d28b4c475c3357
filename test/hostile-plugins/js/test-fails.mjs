export const test = async () => false;
export function receiver() {}
