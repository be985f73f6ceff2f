import { once } from 'node:events'

/** What a terminal without line discipline sends for Ctrl+C. */
const CONTROL_C = '\u0003'

/**
 * Waits for a key on standard input, which has to be a terminal. Ctrl+C, which such a terminal does not turn into a
 * signal, is made one, which has to abort `signal`.
 * @throws the reason of `signal` when that is aborted
 */
export async function keyPress(signal: AbortSignal): Promise<void> {
  const { stdin } = process
  stdin.setRawMode(true)
  stdin.resume()
  try {
    const [key] = (await once(stdin, 'data', { signal })) as [Buffer]
    if (key.toString() === CONTROL_C) {
      process.kill(process.pid, 'SIGINT')
      // The signal takes a turn of the event loop to arrive.
      await once(signal, 'abort')
    }
    signal.throwIfAborted()
  } finally {
    stdin.setRawMode(false)
    stdin.pause()
  }
}
