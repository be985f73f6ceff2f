import { once } from 'node:events'
import { type ReadJournals, RecordingError, readJournals } from '../conformance/recordings/index.js'
import { serveRecording } from '../simulator/http/recorded-server.js'
import { ListenError } from '../simulator/http/server.js'
import { checkPort, UsageError } from './command-line.js'
import type { OpenArguments } from './open.js'
import { recordedText } from './recorded-text.js'

/**
 * Serves a recorded journal until SIGINT or SIGTERM.
 * @throws UsageError for a file that holds none, and for a port that is taken
 */
export async function openUntilInterrupted(given: OpenArguments): Promise<void> {
  const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  const { file, port, json } = given
  checkPort(port, 65_535)
  const { journals, cutLine } = journalsOf(given, await recordedText(file))
  const served = await serveRecording({ journals, port }).catch((error: unknown) => {
    throw error instanceof ListenError ? new UsageError(error.message) : error
  })
  if (cutLine !== undefined) {
    console.error(`midrun: ${file}: line ${cutLine}, the last one, is cut and was left out`)
  }
  const { url } = served
  const controllers = [...journals.keys()]
  console.log(
    json
      ? JSON.stringify({ ready: true, url, controllers })
      : `The journal of ${controllers.join(', ')} is open at ${url}. Stop with Ctrl+C.`,
  )
  await interrupted
  await served.close()
}

function journalsOf({ file, controller }: OpenArguments, text: string): ReadJournals {
  try {
    return readJournals(text, controller)
  } catch (error) {
    if (error instanceof RecordingError) throw new UsageError(`${file}: ${error.message}`)
    throw error
  }
}
