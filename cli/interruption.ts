/** Aborted at Ctrl+C, which does not reach a program by itself: what was seen of it so far is still reported. */
export function interruption(): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => controller.abort())
  return controller.signal
}
