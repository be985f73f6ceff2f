/**
 * Hears of each repaint before it happens.
 * @param realMs the browser's clock, in ms
 * @param tick whether what shows time may move now: always, or once a second where the person asked for less motion
 */
export type FrameListener = (realMs: number, tick: boolean) => void

/** Real ms between two ticks for those who asked for less motion. */
const CALM_MS = 1000

const listeners = new Set<FrameListener>()
const lessMotion = window.matchMedia('(prefers-reduced-motion: reduce)')
let requested = false
let tickedMs = Number.NEGATIVE_INFINITY

/**
 * Calls `listener` before each repaint, until the returned function is called. There is one loop for the whole page;
 * it rests while nobody listens.
 */
export function eachFrame(listener: FrameListener): () => void {
  listeners.add(listener)
  request()
  return () => listeners.delete(listener)
}

function request(): void {
  if (requested || listeners.size === 0) return
  requested = true
  requestAnimationFrame(frame)
}

function frame(realMs: number): void {
  requested = false
  const tick = !lessMotion.matches || realMs - tickedMs >= CALM_MS
  if (tick) tickedMs = realMs
  for (const listener of listeners) listener(realMs, tick)
  request()
}
