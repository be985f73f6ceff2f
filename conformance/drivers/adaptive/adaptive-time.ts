import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setImmediate as macrotask, setTimeout as sleep } from 'node:timers/promises'
import { fixturePath } from '../../../simulator/fixtures.js'
import type { LiveClock } from '../../../simulator/index.js'
import { atExit } from '../at-exit.js'
import type { Traffic } from '../traffic.js'
import { OffsetFile } from './offset-file.js'
import { ProcessFamily } from './process-rest.js'
import { TimeServer } from './time-server.js'

/** Real ms between two looks at a program. */
const LOOK_MS = 1
/** Real ms for which a program may be at rest without a word of what it waits for. */
const UNHEARD_MS = 10_000

/** What the path of a Unix socket may come to on Linux, in bytes. */
const MOST_SOCKET_BYTES = 107

/**
 * Time that passes as it does while a program works, and jumps while it only waits. The clocks of the program are real
 * ones plus an offset (libfaketime), and its waits are known, because what stands in `fixtures/preloads` tells of them.
 * Once the program is at rest and no request is under way, its clocks and the controller's jump together to the
 * next timer, which may be the end of a wait, an event of the scenario or the controller's own.
 */
export class AdaptiveTime {
  readonly #folder: string
  readonly #clock: LiveClock
  readonly #offset: OffsetFile
  readonly #server: TimeServer
  readonly #traffic: Traffic
  /** Takes back that the folder is removed when this process exits. */
  readonly #keepFolder: () => void
  /** Variables under which a program lives in this time. */
  readonly environment: Record<string, string>
  #unheardMs = 0
  /** Whether the program's machine sleeps: time then passes whatever was under way. */
  suspended = false

  /**
   * @param clock the controller's; its rate while it runs is its drift against the program's clocks
   * @param traffic what is under way at the controller
   * @param library what is to be preloaded for libfaketime
   */
  static async open(clock: LiveClock, traffic: Traffic, library: string): Promise<AdaptiveTime> {
    const folder = await mkdtemp(folderPrefix())
    const time = new AdaptiveTime(folder, clock, traffic, library)
    await time.#server.listen(join(folder, 'socket'))
    return time
  }

  private constructor(folder: string, clock: LiveClock, traffic: Traffic, library: string) {
    this.#folder = folder
    this.#keepFolder = atExit(() => rmSync(folder, { recursive: true, force: true }))
    this.#clock = clock
    this.#traffic = traffic
    this.#offset = new OffsetFile(join(folder, 'offset'))
    this.#server = new TimeServer(clock, () => 1 / clock.rate)
    this.environment = {
      LD_PRELOAD: inFront(library, process.env.LD_PRELOAD, ':'),
      FAKETIME_TIMESTAMP_FILE: this.#offset.path,
      FAKETIME_NO_CACHE: '1',
      // A file keeps its time while clocks jump; moved along with them, each would for ever be as old as it really is.
      NO_FAKE_STAT: '1',
      MIDRUN_TIME_SOCKET: join(folder, 'socket'),
      PATH: inFront(programFolder(folder), process.env.PATH, delimiter),
      PYTHONPATH: inFront(fixturePath('preloads/python'), process.env.PYTHONPATH, delimiter),
      NODE_OPTIONS: inFront(
        `--require=${JSON.stringify(fixturePath('preloads/node/waits.cjs'))}`,
        process.env.NODE_OPTIONS,
        ' ',
      ),
    }
  }

  /** Whether the program has waited for 10 real seconds in a way that nobody hears of. */
  get unheard(): boolean {
    return this.#unheardMs >= UNHEARD_MS
  }

  /**
   * Lets time jump for a program until `signal` is aborted, or it is found to wait {@link unheard}.
   * @param leader process id of the program, the first of a session of its own
   */
  async follow(leader: number, signal: AbortSignal): Promise<void> {
    const family = new ProcessFamily(leader)
    while (!signal.aborted && !this.unheard) {
      const sinceMs = performance.now()
      const atRest = await this.#restsTwice(family)
      if (!atRest || signal.aborted) continue
      if (this.suspended || this.#traffic.stuck || this.#traffic.timed() > 0 || this.#server.waiting > 0) {
        this.#unheardMs = 0
        await this.#jump()
      } else {
        this.#unheardMs += performance.now() - sinceMs
      }
    }
  }

  /** Ends this time; the program must have ended before. */
  async close(): Promise<void> {
    await this.#server.close()
    await rm(this.#folder, { recursive: true, force: true })
    this.#keepFolder()
  }

  /** Looks at a program twice, and that nothing was heard of it in between, nor is by then on its way to this process. */
  async #restsTwice(family: ProcessFamily): Promise<boolean> {
    await sleep(LOOK_MS)
    if (this.#isBusy || !family.isAtRest) return false
    const heard = this.#heard
    await sleep(LOOK_MS)
    if (!family.isAtRest) return false
    await macrotask()
    return !this.#isBusy && heard === this.#heard
  }

  get #isBusy(): boolean {
    return this.#traffic.busy && !this.suspended
  }

  get #heard(): number {
    return this.#traffic.events + this.#server.heard
  }

  /** Moves the program's clocks before the controller's: whoever is woken by a timer must find that it is time. */
  async #jump(): Promise<void> {
    const ms = this.#clock.msToNextTimer
    if (ms === undefined || this.#clock.rate === 0) return
    const clientMs = ms / this.#clock.rate
    this.#traffic.closeIdle(clientMs)
    this.#offset.raise(clientMs)
    await this.#clock.advance(ms)
  }
}

/** Not below a TMPDIR that is so long that programs could not connect to a socket there. */
function folderPrefix(): string {
  const prefix = join(tmpdir(), 'midrun-time-')
  const fits = Buffer.byteLength(join(`${prefix}XXXXXX`, 'socket')) <= MOST_SOCKET_BYTES
  return fits ? prefix : '/tmp/midrun-time-'
}

/** Makes a folder with programs that take the place of the system's: `sleep`, for scripts. */
function programFolder(folder: string): string {
  const programs = join(folder, 'programs')
  mkdirSync(programs)
  const words = [process.execPath, fixturePath('preloads/sh/sleep.cjs')].map(quoted).join(' ')
  writeFileSync(join(programs, 'sleep'), `#!/bin/sh\nLD_PRELOAD= NODE_OPTIONS= exec ${words} "$@"\n`, {
    mode: 0o755,
  })
  return programs
}

/** A word as a shell reads it back. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`
}

function inFront(first: string, rest: string | undefined, separator: string): string {
  return rest === undefined || rest === '' ? first : `${first}${separator}${rest}`
}
