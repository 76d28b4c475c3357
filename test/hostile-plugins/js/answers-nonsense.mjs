const answers = {
  function: () => [200, { run() {} }],
  cycle: () => {
    const loop = {};
    loop.loop = loop;
    return [200, loop];
  },
  text: () => 'hello',
  status: () => ['fine', 'hello'],
  nothing: () => undefined,
  error: () => {
    throw new Error('out of paper');
  },
  huge: () => [200, 'x'.repeat(5 * 1024 * 1024)],
  never: () => new Promise(() => {}),
};
export const request = ({ subpath }) => answers[subpath]();
