// For screenshots.sh: BASE-URL BYTES: up to that many bytes a quarter of a second, in slow waves, the way people use a network.
const [base, most] = [process.argv[2], Number(process.argv[3])];
const started = Date.now();

setInterval(() => {
  const seconds = (Date.now() - started) / 1000;
  const wave = 0.45 + 0.3 * Math.sin(seconds / 17) + 0.2 * Math.sin(seconds / 5.3);
  const burst = seconds % 61 < 4 ? 1.8 : 1;
  const down = Math.round(Math.max(0.05, wave) * burst * most);
  fetch(`${base}${down}`, { method: 'POST', body: Buffer.alloc(Math.round(down / 6)) })
    .then((answer) => answer.arrayBuffer())
    .catch((error) => console.error(`traffic: ${error.cause?.message ?? error}`));
}, 250);
