import { Dispatcher, request } from 'undici'
import {
  ApicClient,
  ApstraClient,
  type CallOptions,
  type ControllerClient,
  FmcClient,
} from '../clients/index.js'
import {
  ClientClock,
  CONTROLLER_KINDS,
  type ControllerKind,
  InProcessDispatcher,
  Simulator,
  VirtualClock,
} from '../simulator/index.js'
import { jsonOfLength } from './json-of-length.js'
import { compare, type Figure, type Measurement, perSecond } from './measurement.js'

/** How many requests make a sample, and how many samples there are. */
export interface InProcessSize {
  requests: number
  rounds: number
}

/** The read that is measured on each controller. */
export const READS: Record<ControllerKind, CallOptions> = {
  apic: { method: 'GET', path: '/api/node/mo/uni/tn-common.json' },
  fmc: { method: 'GET', path: '/api/fmc_config/v1/domain/default/object/hosts?limit=5' },
  apstra: { method: 'GET', path: '/api/resources/ip-pools' },
}

/** Neither waits nor limits: the computation alone is measured. */
export const UNLIMITED: Record<ControllerKind, Record<string, unknown>> = {
  apic: {},
  fmc: { rate: { enabled: false }, processing: { readMs: 0, writeMs: 0 } },
  apstra: {},
}

const SIZES = { full: { requests: 4000, rounds: 15 }, quick: { requests: 1000, rounds: 5 } }

/** Requests per second through client, dispatcher, controller and journal, against undici with an idle dispatcher. */
export const inProcess: Measurement = {
  name: 'in-process',
  about: 'requests/s of client, in-process dispatcher, controller and journal, against bare undici.request',
  async run(effort) {
    const figures: Figure[] = []
    for (const kind of CONTROLLER_KINDS) figures.push(await measureInProcess(kind, SIZES[effort]))
    return figures
  },
}

/** Measures one controller's client against `undici.request` that is answered a JSON body of the same length. */
export async function measureInProcess(kind: ControllerKind, size: InProcessSize): Promise<Figure> {
  const client = clientOf(kind)
  const call = READS[kind]
  const { status, body } = await client.exchange(call)
  if (status !== 200) throw new Error(`${kind} answered ${status} to ${call.method} ${call.path}`)
  const dispatcher = new FixedReplyDispatcher(jsonOfLength(body.length))
  const url = `https://bare.midrun.test${call.path}`
  const { value, reference, ratio } = await compare(
    size.rounds,
    () => perSecond(size.requests, () => client.exchange(call)),
    () =>
      perSecond(size.requests, async () => {
        const answer = await request(url, { dispatcher })
        await answer.body.text()
      }),
  )
  await client.close()
  return {
    name: kind,
    value,
    unit: 'requests/s',
    reference: { name: 'undici', value: reference },
    ratio,
    target: 0.5,
  }
}

function clientOf(kind: ControllerKind): ControllerClient<unknown> {
  const clock = new VirtualClock()
  // The newest entries only: a journal without end would measure the garbage collector.
  const simulator = new Simulator({
    controller: kind,
    options: UNLIMITED[kind],
    seed: 1,
    clock,
    journalCapacity: 5000,
  })
  const dispatcher = new InProcessDispatcher({ clock, transport: (arrived) => simulator.handle(arrived) })
  const options = {
    clock: new ClientClock(clock),
    url: `https://${kind}.midrun.test`,
    username: 'admin',
    password: kind === 'apstra' ? 'admin' : 'midrun',
    dispatcher,
    random: () => 0.5,
  }
  switch (kind) {
    case 'apic':
      return new ApicClient(options)
    case 'fmc':
      return new FmcClient({ ...options, requestsPerMinute: Number.POSITIVE_INFINITY })
    case 'apstra':
      return new ApstraClient(options)
  }
}

/** The part of undici's own request handler that is needed to answer it. */
interface ReplyHandler {
  onConnect(abort: () => void): void
  onHeaders(status: number, headers: string[], resume: () => void, reason: string): boolean
  onData(chunk: Buffer): boolean
  onComplete(trailers: string[]): void
}

/** Answers each request at once with the same bytes: the least that any dispatcher does. */
class FixedReplyDispatcher extends Dispatcher {
  readonly #body: Buffer
  readonly #headers: string[]

  constructor(body: string) {
    super()
    this.#body = Buffer.from(body)
    this.#headers = ['content-type', 'application/json', 'content-length', String(this.#body.length)]
  }

  override dispatch(_options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const reply = handler as unknown as ReplyHandler
    reply.onConnect(() => {})
    reply.onHeaders(200, this.#headers, () => {}, 'OK')
    reply.onData(this.#body)
    reply.onComplete([])
    return true
  }
}
