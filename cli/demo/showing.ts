import { once } from 'node:events'
import { ListenError } from '../../simulator/http/server.js'
import { checkPort, EXIT, UsageError } from '../command-line.js'
import { controllerKinds } from '../controller-kinds.js'
import type { DemoArguments } from '../demo.js'
import { keyPress } from './key-press.js'
import { Narrator } from './narrator.js'
import { openStage, type ServedStage, type StageSettings } from './stage.js'
import { STORIES } from './stories/index.js'
import { tell } from './telling.js'
import { standardOutput } from './terminal.js'

/**
 * Carries `midrun demo` out and gives its exit code: good when the story went as it is told.
 * @throws UsageError for arguments that do not fit, and for a port that is taken
 */
export async function showDemo(given: DemoArguments): Promise<number> {
  const { speed, step, port, http } = given
  const story = STORIES[controllerKinds([given.controller])[0]!]
  checkArguments(given)
  const interrupted = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupted.abort())
  const { signal } = interrupted
  const stage = await opened({ controller: story.controller, port, http, speed, signal })
  const narrator = new Narrator(standardOutput(), story)
  const between = async () => {
    if (!step) return
    narrator.askForKey()
    await keyPress(signal)
  }
  try {
    narrator.open(stage.page)
    // A script may wait for a request that somebody in the room holds back.
    const otherwise = await Promise.race([tell(story, stage, narrator, between), abortOf(signal)])
    if (otherwise === undefined) return EXIT.ok
    narrator.clear()
    console.error(`midrun: ${otherwise}`)
    return EXIT.violated
  } catch (error) {
    narrator.clear()
    if (!signal.aborted) throw error
    console.error('midrun: interrupted before the end of the story')
    return EXIT.notJudged
  } finally {
    await stage.close()
  }
}

/** Throws once the signal is aborted. */
async function abortOf(signal: AbortSignal): Promise<never> {
  await once(signal, 'abort')
  throw signal.reason
}

async function opened(settings: StageSettings): Promise<ServedStage> {
  try {
    return await openStage(settings)
  } catch (error) {
    if (error instanceof ListenError) throw new UsageError(error.message)
    throw error
  }
}

function checkArguments({ speed, step, port }: DemoArguments): void {
  if (!(speed >= 0.1 && speed <= 1000)) {
    throw new UsageError(`--speed: expected a number from 0.1 to 1000, found ${speed}`)
  }
  checkPort(port, 65_535)
  if (step && process.stdin.isTTY !== true) {
    throw new UsageError('--step: expected a terminal whose keys can be read, found none on standard input')
  }
}
