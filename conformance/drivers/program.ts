import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import { constants } from 'node:os'
import type { Readable, Writable } from 'node:stream'
import { processesMarked } from './started-processes.js'

/** Real ms that a program has to end by itself once it was asked to. */
const GRACE_MS = 5000

/** How a program under test is run. */
export interface ProgramSettings {
  /** The program and its arguments; looked up in PATH as a shell does. */
  command: readonly string[]
  /** Variables on top of this process's own. */
  environment: Record<string, string>
  /**
   * Where what it prints on its standard output goes: `stderr` keeps this process's own for a report, and `pipes` has
   * it talk to this process by {@link Program.input} and {@link Program.output}.
   */
  output: 'stdout' | 'stderr' | 'pipes'
}

/** How a program ended. */
export interface ProgramEnd {
  /** Its exit code, 128 and the number of the signal where one ended it. */
  exitCode: number
  /** Whether it was stopped from here rather than ending by itself. */
  stopped: boolean
}

/** A program could not be started; the message says which and why. */
export class ProgramStartError extends Error {
  override readonly name = 'ProgramStartError'
}

/** A program in a process group of its own, and with a mark in its environment, so that whatever it started ends with it. */
export class Program {
  readonly #child: ChildProcess
  readonly #mark = randomUUID()
  #stopped = false
  /** Settles when the program has ended. @throws ProgramStartError when it never began */
  readonly ended: Promise<ProgramEnd>

  constructor({ command, environment, output }: ProgramSettings) {
    const [file, ...parameters] = command
    const outputs = { stdout: 'inherit', stderr: 2, pipes: 'pipe' } as const
    this.#child = spawn(file!, parameters, {
      detached: true,
      stdio: [output === 'pipes' ? 'pipe' : 'ignore', outputs[output], 'inherit'],
      env: { ...process.env, ...environment, MIDRUN_PROGRAM: this.#marks },
    })
    this.ended = new Promise((resolve, reject) => {
      this.#child.once('error', (error) =>
        reject(
          new ProgramStartError(`cannot start ${JSON.stringify(file)}: ${error.message}`, { cause: error }),
        ),
      )
      this.#child.once('exit', (code, signal) =>
        resolve({ exitCode: code ?? 128 + constants.signals[signal!], stopped: this.#stopped }),
      )
    })
  }

  /** Process group of the program and all that it started; undefined when it never began. */
  get group(): number | undefined {
    return this.#child.pid
  }

  /** What it reads on its standard input; with `pipes` only. */
  get input(): Writable {
    return this.#child.stdin!
  }

  /** What it prints on its standard output; with `pipes` only. */
  get output(): Readable {
    return this.#child.stdout!
  }

  /** Has this process not wait for the program; what reads its input at this process's end finds it at an end. */
  unref(): void {
    this.#child.unref()
    for (const pipe of [this.#child.stdin, this.#child.stdout]) (pipe as Socket | null)?.unref()
  }

  /**
   * Asks the program and all that it started to end, and kills them when they do not within 5 real seconds. What a
   * program that has ended left behind is killed at once.
   */
  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#stopped = true
      this.#signal('SIGTERM')
      // It may be suspended, and would not hear.
      this.resume()
      const kill = setTimeout(() => this.kill(), GRACE_MS)
      await this.ended.catch(() => undefined)
      clearTimeout(kill)
    }
    this.kill()
  }

  /** Ends the program and all that it started at once. */
  kill(): void {
    this.#signal('SIGKILL')
  }

  /** Stops the program and all that it started where they are, as when their machine goes to sleep. */
  suspend(): void {
    this.#signal('SIGSTOP')
  }

  /** Lets a {@link suspend}ed program go on. */
  resume(): void {
    this.#signal('SIGCONT')
  }

  /** Midrun may itself be one of a program's processes, which has a mark of its own. */
  get #marks(): string {
    const outer = process.env.MIDRUN_PROGRAM
    return outer === undefined ? this.#mark : `${outer},${this.#mark}`
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child
    if (pid === undefined) return
    send(-pid, signal)
    for (const started of processesMarked(this.#mark)) if (started !== pid) send(started, signal)
  }
}

/** @param target a process, or a process group where negative */
function send(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal)
  } catch (error) {
    // It may be gone by now.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
