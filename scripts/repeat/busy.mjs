// Keeps one core busy until whoever started it is gone: it ends with its IPC channel.
const sliceMs = 20;

process.on("disconnect", () => process.exit(0));
if (!process.connected) process.exit(2);

function spin() {
  const until = performance.now() + sliceMs;
  while (performance.now() < until);
  // Between two slices the event loop sees whether the channel has closed.
  setImmediate(spin);
}
spin();
