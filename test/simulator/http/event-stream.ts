/** One server-sent event. */
export interface ServerSentEvent {
  event: string
  id?: string
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it asks for
  data: any
}

/** Reads server-sent events, one by one, until the connection ends or `signal` fires. */
export async function* eventsOf(response: Response): AsyncGenerator<ServerSentEvent, void> {
  let text = ''
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      yield parsed(text.slice(0, end))
      text = text.slice(end + 2)
    }
  }
}

function parsed(block: string): ServerSentEvent {
  const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s, 2)))
  return { ...fields, data: JSON.parse(fields.data) }
}
