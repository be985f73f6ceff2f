import { emptyProcessMs, startChild } from './child.js'
import { compare, type Measurement } from './measurement.js'

const ROUNDS = { full: 9, quick: 3 }

/** Time from the start of `midrun serve` until it says that it is ready, against an empty Node.js program. */
export const startUp: Measurement = {
  name: 'start-up',
  about: 'ms until `midrun serve --json` with all controllers is ready, against `node -e 0`',
  async run(effort) {
    const { value, reference, ratio } = await compare(ROUNDS[effort], serveReadyMs, emptyProcessMs)
    const name = 'serve'
    return [{ name, value, unit: 'ms', reference: { name: 'node -e 0', value: reference }, ratio }]
  },
}

/** How long `midrun serve` takes until it is ready, in ms. */
export async function serveReadyMs(): Promise<number> {
  const startedMs = performance.now()
  const child = await startChild('cli/main.js', ['serve', '--port', '0', '--json'])
  const tookMs = performance.now() - startedMs
  await child.stop()
  return tookMs
}
