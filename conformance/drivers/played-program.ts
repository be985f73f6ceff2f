import type { Clock, Simulator } from '../../simulator/index.js'
import { type ClientUnderTest, UnusableClientError } from '../client-under-test.js'
import { OPERATIONS } from '../plans/operations.js'
import { witnessCall } from '../plans/witnessed-call.js'

/** In each so many turns the program writes. */
const TURNS_TO_WRITE = 10

/** What a {@link PlayedProgram} works with. */
export interface PlayedProgramSettings {
  client: ClientUnderTest
  simulator: Simulator
  /** The clock of the client's machine. */
  clock: Clock
  /** Between two turns, in ms of that clock. */
  pauseMs: number
  /** Called before each turn; true makes it the last. */
  isLast(): boolean
}

/**
 * A program that is played on a client: it reads, goes on with two calls at once at regular times, reads all but for a
 * write now and then, and closes the client after the last ones. A call that fails does not end it.
 */
export class PlayedProgram {
  readonly #settings: PlayedProgramSettings
  /** Operations of the calls that have not ended, by number. */
  readonly #open = new Map<number, string>()
  #calls = 0

  constructor(settings: PlayedProgramSettings) {
    this.#settings = settings
  }

  /** A call that has not ended, such as `call 3 (read)`. */
  get openCall(): string | undefined {
    const [first] = this.#open
    return first && `call ${first[0]} (${first[1]})`
  }

  /** Works until it is not to go on. @throws UnusableClientError */
  async run(): Promise<void> {
    const { client, isLast } = this.#settings
    for (let turn = 0, last = false; !last; turn++) {
      last = isLast()
      await this.#take(turn)
      if (!last) await this.#pause()
    }
    if (client.close !== undefined) await this.#witness('close', async () => void (await client.close?.()))
  }

  async #take(turn: number): Promise<void> {
    const calls = [this.#request('read')]
    if (turn > 0) calls.push(this.#request(turn % TURNS_TO_WRITE === 0 ? 'write' : 'read'))
    await Promise.all(calls)
  }

  #request(operation: 'read' | 'write'): Promise<void> {
    const { client, simulator } = this.#settings
    return this.#witness(
      operation,
      async (call) => (await client.request(OPERATIONS[simulator.kind][operation](call))).status,
    )
  }

  async #witness(operation: string, work: (call: number) => Promise<number | undefined>): Promise<void> {
    const call = ++this.#calls
    this.#open.set(call, operation)
    const { failure } = await witnessCall(this.#settings.simulator, { call, operation }, () => work(call))
    this.#open.delete(call)
    if (failure?.thrown instanceof UnusableClientError) throw failure.thrown
  }

  #pause(): Promise<void> {
    const { clock, pauseMs } = this.#settings
    return new Promise((resolve) => {
      clock.setTimer(pauseMs, resolve)
    })
  }
}
