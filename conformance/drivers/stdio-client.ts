import { ReplyReader } from '../../clients/reply-reader.js'
import type { ClientCall, ClientEnvironment, ClientUnderTest } from '../client-under-test.js'
import { type Conversation, DriverError } from './stdio-conversation.js'
import type { DriverMessage, HarnessMessage } from './stdio-messages.js'

type Message<Type extends DriverMessage['type']> = Extract<DriverMessage, { type: Type }>
type CallMessage = Extract<HarnessMessage, { type: 'create' | 'request' | 'snapshot' | 'close' }>
/** A message without its number; of each type its own. */
type Unnumbered<Each> = Each extends unknown ? Omit<Each, 'id'> : never

interface OpenCall {
  resolve(done: Message<'done'>): void
  reject(error: Error): void
}

/**
 * A client that lives in a driver. Its exchanges and sleeps are carried out here, on the plan's network and the client's
 * clock; time stands still while the driver has something to say.
 */
export class DrivenClient implements ClientUnderTest {
  readonly #conversation: Conversation
  readonly #environment: ClientEnvironment
  readonly #calls = new Map<number, OpenCall>()
  /** What gives up an exchange or a sleep that the driver waits for, by the driver's number for it. */
  readonly #awaited = new Map<number, () => void>()
  #toTell: HarnessMessage[] = []
  /** The turns under way; settles when nothing is left to be told. */
  #talk: Promise<void> | undefined
  #lastCall = 0
  /** Why this client cannot be worked with any more. */
  #broken: Error | undefined
  readonly snapshot?: () => Promise<unknown>

  /** @param shows whether the driver offers snapshots */
  constructor(conversation: Conversation, environment: ClientEnvironment, shows: boolean) {
    this.#conversation = conversation
    this.#environment = environment
    if (shows) this.snapshot = async () => (await this.#callAtOnce({ type: 'snapshot' })).state
  }

  /** Has the driver make the client. @throws DriverError */
  async create(): Promise<void> {
    const { clock, dispatcher, connectSocket, random, standStill, ...told } = this.#environment
    this.#conversation.onBreak = (error) => this.#break(error)
    const seed = Math.floor(random() * 2 ** 31)
    try {
      await this.#callAtOnce({ type: 'create', seed, ...told })
    } catch (error) {
      if (error instanceof DriverError) throw error
      throw new DriverError(`the driver could not make a client: ${(error as Error).name}`)
    }
  }

  async request(call: ClientCall): Promise<{ status: number; body: string }> {
    const { status, body } = await this.#call({ type: 'request', ...call })
    if (status === undefined)
      throw new DriverError('expected the driver to say done of a request with a status')
    return { status, body }
  }

  async close(): Promise<void> {
    await this.#call({ type: 'close' })
  }

  /** Says that nobody wants anything of this client any more; resolves when the driver has come to rest. */
  async leave(): Promise<void> {
    for (const giveUp of this.#awaited.values()) giveUp()
    this.#awaited.clear()
    this.#toTell = []
    await this.#talk
  }

  #call(message: Unnumbered<CallMessage>): Promise<Message<'done'>> {
    if (this.#broken !== undefined) return Promise.reject(this.#broken)
    const id = ++this.#lastCall
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject })
      this.#tell({ ...message, id } as CallMessage)
    })
  }

  /** A call that must have ended when the driver is idle, because time does not pass for it. */
  async #callAtOnce(message: Unnumbered<CallMessage>): Promise<Message<'done'>> {
    const answer = this.#call(message)
    // Looked at when the talk is over only; until then nobody else would hear of its failure.
    answer.catch(() => {})
    const id = this.#lastCall
    await this.#talk
    if (this.#calls.delete(id)) {
      throw new DriverError(`expected the driver to say done or failed of ${message.type} before idle`)
    }
    return answer
  }

  #tell(message: HarnessMessage): void {
    this.#toTell.push(message)
    this.#talk ??= this.#tellAll().finally(() => {
      this.#talk = undefined
    })
  }

  async #tellAll(): Promise<void> {
    const { clock, standStill } = this.#environment
    const goOn = standStill()
    try {
      for (let next = this.#toTell.shift(); next !== undefined; next = this.#toTell.shift()) {
        const readings = { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() }
        // Heard as a whole, so that nothing depends on the portions in which the pipe brought it.
        for (const said of await this.#conversation.tell(next, readings)) this.#hear(said)
      }
    } catch (error) {
      this.#break(error as Error)
    } finally {
      goOn()
    }
  }

  #break(error: Error): void {
    this.#broken ??= error
    this.#toTell = []
    for (const { reject } of this.#calls.values()) reject(this.#broken)
    this.#calls.clear()
  }

  #hear(said: DriverMessage): void {
    switch (said.type) {
      case 'send':
        this.#send(said)
        break
      case 'sleep':
        this.#sleep(said)
        break
      case 'cancel':
        this.#cancel(said.id)
        break
      case 'done':
        this.#callNamed(said).resolve(said)
        break
      case 'failed':
        this.#callNamed(said).reject(Object.assign(new Error(said.error), { name: said.error }))
        break
      default:
        throw new DriverError(`expected the driver to say ${said.type} as the answer to hello only`)
    }
  }

  #callNamed({ type, id }: Message<'done' | 'failed'>): OpenCall {
    const call = this.#calls.get(id)
    if (call === undefined) throw new DriverError(`the driver said ${type} of ${id}, which is no open call`)
    this.#calls.delete(id)
    return call
  }

  #send({ id, method, target, headers, body, timeoutMs }: Message<'send'>): void {
    const { clock, dispatcher, url, requestTimeoutMs } = this.#environment
    const limitMs = timeoutMs ?? requestTimeoutMs
    let kind: 'timeout' | 'connection' = 'connection'
    const end = (message: HarnessMessage) => {
      timer.cancel()
      if (this.#awaited.delete(id)) this.#tell(message)
    }
    const reader = new ReplyReader(
      (reply) => end({ type: 'response', id, ...reply }),
      ({ message }) => end({ type: 'error', id, kind, message }),
    )
    const timer = clock.setTimer(limitMs, () => {
      kind = 'timeout'
      reader.abandon(new Error(`no answer within ${limitMs} ms`))
    })
    this.#await(id, () => {
      timer.cancel()
      reader.abandon(new Error('given up'))
    })
    dispatcher.dispatch({ origin: url, path: target, method, headers, body }, reader)
  }

  /** Never shorter than 1 ms: a driver that loops must use up time. */
  #sleep({ id, ms }: Message<'sleep'>): void {
    const timer = this.#environment.clock.setTimer(Math.max(1, ms), () => {
      this.#awaited.delete(id)
      this.#tell({ type: 'woke', id })
    })
    this.#await(id, () => timer.cancel())
  }

  #await(id: number, giveUp: () => void): void {
    if (this.#awaited.has(id)) {
      giveUp()
      throw new DriverError(`the driver used ${id} again while it still waits for the first one`)
    }
    this.#awaited.set(id, giveUp)
  }

  /** Nothing is told of it any more, even if it has ended just now. */
  #cancel(id: number): void {
    const giveUp = this.#awaited.get(id)
    this.#awaited.delete(id)
    giveUp?.()
    this.#toTell = this.#toTell.filter(
      (message) => isCall(message) || !('id' in message) || message.id !== id,
    )
  }
}

function isCall({ type }: HarnessMessage): boolean {
  return type === 'request' || type === 'snapshot' || type === 'close'
}
