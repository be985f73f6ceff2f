import { readdirSync, readFileSync } from 'node:fs'

/** What stands in `/proc/PID/stat` of a thread that runs, or waits for a disk. */
const AT_WORK = /^[RD]$/

/** What of a process or thread its `stat` file says. */
interface Stat {
  state: string
  parent: number
  session: number
}

/** The processes of a program: those of its session, and what they started in sessions of their own. Linux only. */
export class ProcessFamily {
  readonly #leader: number
  /** Every process that there was at the last look, and whether it is one of the program's. */
  #known = new Map<number, boolean>()

  /** @param leader process id of the program, the first of a session of its own */
  constructor(leader: number) {
    this.#leader = leader
  }

  /** Whether no thread of them runs. Never so where there is no `/proc` of Linux. */
  get isAtRest(): boolean {
    try {
      return this.#members().every((pid) =>
        readdirSync(`/proc/${pid}/task`).every((thread) => {
          const stat = statOf(`/proc/${pid}/task/${thread}/stat`)
          return stat === undefined || !AT_WORK.test(stat.state)
        }),
      )
    } catch {
      // One of them has just ended, which is work of its parent's.
      return false
    }
  }

  /** Only processes that are new are asked whose they are: that does not change, and a machine may have hundreds. */
  #members(): number[] {
    const before = this.#known
    this.#known = new Map()
    const strangers: number[] = []
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue
      const pid = Number(name)
      const known = before.get(pid)
      if (known === undefined) strangers.push(pid)
      else this.#known.set(pid, known)
    }
    for (const pid of strangers) this.#isMember(pid)
    return [...this.#known].filter(([, own]) => own).map(([pid]) => pid)
  }

  /** A parent may be as new as its child, and is then asked first. */
  #isMember(pid: number): boolean {
    const known = this.#known.get(pid)
    if (known !== undefined) return known
    const stat = statOf(`/proc/${pid}/stat`)
    if (stat === undefined) return false
    const own = stat.session === this.#leader || this.#isMember(stat.parent)
    this.#known.set(pid, own)
    return own
  }
}

/** The name, which stands before the rest in brackets, may contain anything. Undefined for one that has ended. */
function statOf(path: string): Stat | undefined {
  try {
    const text = readFileSync(path, 'latin1')
    const [state = '', parent, , session] = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { state, parent: Number(parent), session: Number(session) }
  } catch {
    return undefined
  }
}
