import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A lock that is older than this, in ms, was left behind by a process that died. */
const STALE_LOCK_MS = 30_000
const LOCK_POLL_MS = 25

/** Where Midrun keeps its certificates: `MIDRUN_CACHE_DIR`, else `midrun` in the user's cache folder. */
export function defaultCacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const { MIDRUN_CACHE_DIR: own, XDG_CACHE_HOME: users } = environment
  if (own !== undefined && own !== '') return own
  return join(users !== undefined && users !== '' ? users : join(homedir(), '.cache'), 'midrun')
}

/** Text of a file; undefined when it cannot be read. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    return undefined
  }
}

/** Writes a file that only its owner may read, so that others see the old text or the new one and nothing between. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const unfinished = `${path}.${randomUUID()}`
  try {
    await writeFile(unfinished, text, { mode: 0o600, flag: 'wx' })
    await rename(unfinished, path)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}

/** Does `work` while no other process does such work on the same folder; makes the folder where it is missing. */
export async function withFolderLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const lock = join(folder, 'lock')
  while (!(await takeLock(lock))) await sleep(LOCK_POLL_MS)
  try {
    return await work()
  } finally {
    await rm(lock, { force: true })
  }
}

async function takeLock(path: string): Promise<boolean> {
  try {
    const handle = await open(path, 'wx', 0o600)
    await handle.close()
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    const age = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    )
    // Whoever renames a stale lock away first has removed it; the others find nothing to rename.
    if (age > STALE_LOCK_MS) {
      const aside = `${path}.${randomUUID()}`
      await rename(path, aside).catch(() => undefined)
      await rm(aside, { force: true })
    }
    return false
  }
}
