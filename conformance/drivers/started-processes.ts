import { readdirSync, readFileSync } from 'node:fs'

/**
 * Process ids of all that live under an environment in which `mark` stands, wherever a program that was started with it
 * has put them: in groups and sessions of their own, or under another parent. Linux only; elsewhere none is found.
 * @param mark a text that no other environment has
 */
export function processesMarked(mark: string): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && environmentOf(name).includes(mark))
      .map(Number)
  } catch {
    return []
  }
}

/** Empty for a process that has ended, or is somebody else's. */
function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1')
  } catch {
    return ''
  }
}
