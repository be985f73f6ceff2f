import { readdirSync, readFileSync } from 'node:fs'

/** What stands in `/proc/PID/stat` of a thread that runs, or waits for a disk. */
const AT_WORK = /^[RD]$/

/** What of a process or thread its `stat` file says. */
interface Stat {
  state: string
  parent: number
  session: number
}

/**
 * Whether nothing of a program runs: no thread of its processes, which are those of its session and what they started.
 * Linux only; elsewhere it is never at rest.
 * @param leader process id of the program, the first of a session of its own
 */
export function isAtRest(leader: number): boolean {
  try {
    return familyOf(leader).every((pid) =>
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

/** Process ids of a session, and of all that its members started in sessions of their own. */
function familyOf(leader: number): number[] {
  const stats = new Map<number, Stat>()
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? statOf(`/proc/${name}/stat`) : undefined
    if (stat !== undefined) stats.set(Number(name), stat)
  }
  const isOfFamily = (pid: number): boolean => {
    const stat = stats.get(pid)
    return stat !== undefined && (stat.session === leader || isOfFamily(stat.parent))
  }
  return [...stats.keys()].filter(isOfFamily)
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
