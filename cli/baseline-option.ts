import { readFile } from 'node:fs/promises'
import { Baseline, BaselineError, readBaseline } from '../conformance/baseline.js'
import { UsageError } from './command-line.js'

/** The baseline in a file, as of today; an empty one where no file is named. @throws UsageError */
export async function baselineIn(file: string | undefined): Promise<Baseline> {
  const today = new Date().toISOString().slice(0, 10)
  if (file === undefined) return new Baseline([], today)
  try {
    return new Baseline(readBaseline(await readFile(file, 'utf8')), today)
  } catch (error) {
    if (error instanceof BaselineError) throw new UsageError(`--baseline: ${file}: ${error.message}`)
    throw new UsageError(`--baseline: cannot read ${file}: ${(error as Error).message}`)
  }
}
