// Bypasses the runtime: what its process says to the engine is not what a plugin's process says.
export function receiver() {
  process.send({ t: 'alert', alert: { title: '', severity: 'none' } });
}
