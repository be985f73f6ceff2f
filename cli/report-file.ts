import { writeFile } from 'node:fs/promises'
import { UsageError } from './command-line.js'

/** Writes a report to the file that an option names. @throws UsageError when it cannot be written */
export async function writeReport(option: string, file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text)
  } catch (error) {
    throw new UsageError(`${option}: cannot write ${file}: ${(error as Error).message}`)
  }
}
