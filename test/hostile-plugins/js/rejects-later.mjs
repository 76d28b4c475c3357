// Nobody awaits what fails here.
export function receiver() {
  void Promise.reject(new Error('forgot to await'));
}
