const attempts = {
  store: () => netloupe.store.set('a', 1),
  http: () => netloupe.http.request({ url: 'http://127.0.0.1:1/' }),
  sessions: () => netloupe.sessions.get('x'),
  interfaces: () => netloupe.interfaces.list(),
};

export async function receiver() {
  for (const [name, attempt] of Object.entries(attempts)) {
    try {
      await attempt();
      console.log(`${name}: done`);
    } catch (error) {
      console.log(`${name}: ${error.message}`);
    }
  }
}
