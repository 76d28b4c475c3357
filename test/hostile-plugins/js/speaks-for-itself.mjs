// Tries to say what no plugin's process says to the engine.
export function receiver() {
  process.send({ t: 'alert', alert: { title: '', severity: 'none' } });
}
