/**
 * Aborted at Ctrl+C, or when the terminal is closed, which does not reach a program by itself: what was seen of it so far
 * is still reported. A second signal changes nothing, for npx passes on what the terminal has sent as well; a program has
 * a few seconds to end.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => controller.abort())
  return controller.signal
}
