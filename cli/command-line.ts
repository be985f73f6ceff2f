import { UnusableClientError } from '../conformance/client-under-test.js'
import { printable } from '../conformance/reports/printable.js'

/** Exit codes of every `midrun` command. */
export const EXIT = {
  ok: 0,
  /** A rule was violated. */
  violated: 1,
  /** The command was not used as it is meant to be. */
  usage: 2,
  /** Nothing could be judged: the client never ran, or Midrun itself failed. */
  notJudged: 3,
} as const

/** Exit code for what a whole report comes to. */
export const EXIT_OF_CONCLUSION = {
  conforms: EXIT.ok,
  violated: EXIT.violated,
  'not-judged': EXIT.notJudged,
} as const

/** A command was not used as it is meant to be; the message is one sentence that says what was expected. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Refuses what is no port, or one above `highest`. @throws UsageError */
export function checkPort(port: number, highest: number): void {
  if (Number.isInteger(port) && port >= 0 && port <= highest) return
  throw new UsageError(`--port: expected a whole number from 0 to ${highest}, found ${port}`)
}

/**
 * Refuses what was given for an option that takes a number and is none.
 * @param given options as they were parsed, where such a value is NaN
 * @param words of the command line, where it stands as it was written
 * @throws UsageError
 */
export function checkNumbersAreNumbers(
  given: Readonly<Record<string, unknown>>,
  words: readonly string[],
): true {
  for (const [name, value] of Object.entries(given)) {
    if (![value].flat().some(Number.isNaN)) continue
    const written = words.flatMap((word, index) => {
      if (word === `--${name}`) return [words[index + 1] ?? '']
      return word.startsWith(`--${name}=`) ? [word.slice(name.length + 3)] : []
    })
    throw new UsageError(
      `--${name}: expected a number, found ${written.map((word) => JSON.stringify(word)).join(', ')}`,
    )
  }
  return true
}

/** Carries a command out; says on stderr why it could not be, and gives the exit code. */
export async function exitCodeOf(run: () => Promise<unknown>): Promise<number> {
  try {
    await run()
    return Number(process.exitCode ?? EXIT.ok)
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`midrun: ${error.message.replaceAll(/\s*\n\s*/g, ' ')}`)
      return EXIT.usage
    }
    if (error instanceof UnusableClientError) {
      console.error(`midrun: ${printable(error.message)}`)
      return EXIT.notJudged
    }
    console.error(`midrun failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    return EXIT.notJudged
  }
}
