import { readFileSync } from 'node:fs'
import { Agent } from 'undici'
import { sleep, systemClock } from '../../clients/index.js'
import type { ControllerKind } from '../../simulator/index.js'
import { type ClientSource, loadClientFrom } from '../client-source.js'
import type { ClientEnvironment, ClientUnderTest } from '../client-under-test.js'
import { OPERATIONS } from '../plans/operations.js'

/**
 * The program of a client module or a driver: it has the client read, time and again, for as long as `midrun check`
 * says, and closes it. Its arguments are the controller, and the client's source as JSON.
 */

/** Time-out of a request, as a part of a token's lifetime: the client needs two of them, and a second, to renew in time. */
const TIMEOUT_SHARE = 0.2
/** Requests in the lifetime of a token. */
const READS_PER_TOKEN = 10

const [controller, source] = process.argv.slice(2) as [ControllerKind, string]
const variables = process.env as Record<string, string>
const tokenMs = Number(variables.MIDRUN_TOKEN_SECONDS) * 1000
const endsMs = systemClock.monotonicMs() + Number(variables.MIDRUN_DURATION_SECONDS) * 1000

const { createClient } = await loadClientFrom(JSON.parse(source) as ClientSource)
const client = await createClient(environment())
let failed = 0
for (let call = 1; systemClock.monotonicMs() < endsMs; call++) {
  failed += (await isServed(client, call)) ? 0 : 1
  await sleep(systemClock, tokenMs / READS_PER_TOKEN)
}
await client.close?.()
// A driver that lives on does not keep this process.
process.exit(failed === 0 ? 0 : 1)

async function isServed(client: ClientUnderTest, call: number): Promise<boolean> {
  try {
    const { status } = await client.request(OPERATIONS[controller].read(call))
    if (status < 400) return true
    process.stderr.write(`call ${call} was answered with ${status}\n`)
  } catch (error) {
    process.stderr.write(`call ${call} failed: ${(error as Error).name}\n`)
  }
  return false
}

function environment(): ClientEnvironment {
  const { MIDRUN_CA_FILE: caFile } = variables
  const connect = caFile === undefined ? {} : { connect: { ca: readFileSync(caFile) } }
  return {
    controller,
    url: variables.MIDRUN_URL!,
    username: variables.MIDRUN_USERNAME!,
    password: variables.MIDRUN_PASSWORD!,
    clock: systemClock,
    dispatcher: new Agent(connect),
    random: Math.random,
    // Real time stands still for nobody.
    standStill: () => () => {},
    requestTimeoutMs: Math.ceil(tokenMs * TIMEOUT_SHARE),
    keepAlive: true,
    // As `midrun check` sets the controller up.
    known:
      controller === 'fmc'
        ? { accessTokenMs: tokenMs, browserSessionMs: 2 * tokenMs, browserSessionKind: 'absolute' }
        : {},
  }
}
