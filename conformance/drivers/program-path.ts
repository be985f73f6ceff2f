import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/** Where a program is, looked up as a shell does; undefined where there is none that may be executed. */
export async function programPath(name: string): Promise<string | undefined> {
  const candidates = name.includes('/')
    ? [name]
    : (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name))
  for (const file of candidates) if (await isExecutable(file)) return file
  return undefined
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
