import { finished } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { UnusableClientError } from '../client-under-test.js'
import { Program } from './program.js'
import {
  type ClockReadings,
  type DriverMessage,
  type HarnessMessage,
  readDriverLine,
} from './stdio-messages.js'

/** Messages of one turn beyond which a driver is taken to loop. */
const MOST_MESSAGES_IN_TURN = 10_000
/** Real ms that what a driver printed last may take to be read once it has ended. */
const LAST_WORDS_MS = 500

/** How long a driver may take, in real ms. */
export interface DriverPatience {
  /** From its start to its first `idle`: it may have to be compiled. */
  startMs: number
  /** From any later message to `idle`. */
  turnMs: number
}

/** What a driver is granted unless told otherwise. */
export const DRIVER_PATIENCE: DriverPatience = { startMs: 60_000, turnMs: 10_000 }

/** A driver ended, hangs, or does not keep to its protocol; the message says which, and names the line. */
export class DriverError extends UnusableClientError {
  override name = 'DriverError'
}

interface Turn {
  /** Type of the message that is being answered. */
  told: string
  messages: Exclude<DriverMessage, { type: 'idle' }>[]
  patience: NodeJS.Timeout
  resolve(messages: Turn['messages']): void
  reject(error: DriverError): void
}

/** Talks to a driver, a program that runs for as long as it keeps to the protocol: one message, then all that it says to it. */
export class Conversation {
  readonly #program: Program
  readonly #patience: DriverPatience
  /** What came of a line that is not at its end yet. */
  #unfinished = ''
  #lines = 0
  #turn: Turn | undefined
  #broken: DriverError | undefined
  /** Called when the conversation breaks, be it in a turn or between two. */
  onBreak: (error: DriverError) => void = () => {}

  /** @param command for the shell, or a program and its arguments */
  constructor(command: string | readonly string[], patience = DRIVER_PATIENCE) {
    this.#patience = patience
    const words = typeof command === 'string' ? ['/bin/sh', '-c', command] : command
    this.#program = new Program({ command: words, environment: {}, output: 'pipes' })
    // Only a turn keeps this process running. At its end the driver finds its input at an end, and ends as well.
    this.#program.unref()
    const { input, output } = this.#program
    input.on('error', () => {})
    output.setEncoding('utf8').on('data', (text: string) => this.#read(text))
    void this.#waitForEnd()
  }

  /** What ended the conversation; undefined while it can go on. */
  get broken(): DriverError | undefined {
    return this.#broken
  }

  /**
   * Tells the driver something, and gives all that it says until it is idle. One turn at a time.
   * @throws DriverError
   */
  tell(message: HarnessMessage, readings?: ClockReadings): Promise<Turn['messages']> {
    if (this.#broken !== undefined) return Promise.reject(this.#broken)
    return new Promise((resolve, reject) => {
      const { type } = message
      const limitMs = type === 'hello' ? this.#patience.startMs : this.#patience.turnMs
      const patience = setTimeout(
        () => this.#break(`it was not idle within ${limitMs / 1000} real seconds of the message ${type}`),
        limitMs,
      )
      this.#turn = { told: type, messages: [], patience, resolve, reject }
      this.#program.input.write(`${JSON.stringify({ ...message, ...readings })}\n`)
    })
  }

  /** Ends the driver. */
  async close(): Promise<void> {
    this.#break('it was closed')
    await this.#program.stop()
  }

  #read(text: string): void {
    const lines = (this.#unfinished + text).split('\n')
    this.#unfinished = lines.pop()!
    for (const line of lines) {
      if (this.#broken !== undefined) return
      this.#lines++
      if (line.trim() !== '') this.#hear(line)
    }
  }

  #hear(line: string): void {
    const message = readDriverLine(line)
    const turn = this.#turn
    if ('wrong' in message) {
      this.#break(`line ${this.#lines} of its output: ${message.wrong}`)
    } else if (turn === undefined) {
      this.#break(
        `line ${this.#lines} of its output: expected nothing between idle and the next message, found ${message.type}`,
      )
    } else if (message.type === 'idle') {
      this.#turn = undefined
      clearTimeout(turn.patience)
      turn.resolve(turn.messages)
    } else if (turn.messages.push(message) > MOST_MESSAGES_IN_TURN) {
      this.#break(`it said more than ${MOST_MESSAGES_IN_TURN} things to the message ${turn.told}`)
    }
  }

  async #waitForEnd(): Promise<void> {
    try {
      const { exitCode } = await this.#program.ended
      const read = finished(this.#program.output).catch(() => undefined)
      await Promise.race([read, sleep(LAST_WORDS_MS, undefined, { ref: false })])
      const during = this.#turn === undefined ? '' : ` when it was told ${this.#turn.told}`
      this.#break(`it ended with exit code ${exitCode}${during}`)
    } catch (error) {
      this.#break((error as Error).message)
    }
  }

  /** Ends the conversation for good: nothing that a driver says after an error can be trusted. */
  #break(why: string): void {
    if (this.#broken !== undefined) return
    this.#broken = new DriverError(`the driver cannot be worked with: ${why}`)
    const turn = this.#turn
    this.#turn = undefined
    clearTimeout(turn?.patience)
    turn?.reject(this.#broken)
    this.onBreak(this.#broken)
    void this.#program.stop()
  }
}
