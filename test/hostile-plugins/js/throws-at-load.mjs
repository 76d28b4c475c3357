throw new Error('the licence server is down');
export function receiver() {}
