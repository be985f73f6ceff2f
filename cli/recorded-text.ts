import { readFile } from 'node:fs/promises'
import { UsageError } from './command-line.js'

/** The text of a recording. @throws UsageError when the file cannot be read */
export async function recordedText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${(error as Error).message}`)
  }
}
