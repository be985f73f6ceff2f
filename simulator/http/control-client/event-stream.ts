import type { JournalPart } from '../control/journal.js'
import type { ControllerState } from '../control/state.js'

/** Something that `GET /events` told. */
export type ControlEvent =
  /** New entries of the journal; `data.next` is where to go on. */
  | { event: 'entries'; data: JournalPart }
  /** What is known of the controller, after something of it changed. */
  | { event: 'state'; data: ControllerState }

/** Takes server-sent events out of a text that comes in chunks. */
export async function* readEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ControlEvent, void> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of chunks) {
    text += decoder.decode(chunk, { stream: true })
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const event = parsed(block)
      if (event !== undefined) yield event
    }
  }
}

/** Events of later versions are passed over. */
function parsed(block: string): ControlEvent | undefined {
  const fields = new Map(
    block.split('\n').map((line) => {
      const colon = line.indexOf(': ')
      return [line.slice(0, colon), line.slice(colon + 2)] as const
    }),
  )
  const event = fields.get('event')
  if (event !== 'entries' && event !== 'state') return undefined
  return { event, data: JSON.parse(fields.get('data') ?? '') } as ControlEvent
}
