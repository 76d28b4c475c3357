for (;;);
export function receiver() {}
