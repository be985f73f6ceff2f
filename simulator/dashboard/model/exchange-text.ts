import { MASK, SHORT_FINGERPRINT } from './masks.js'
import type { ExchangeEntry } from './wire.js'

/** Characters of a body that are shown; the journal's export has the rest. */
const SHOWN_BODY = 20_000

/** A request as it was on the wire, with secrets as the journal shows them. */
export function requestText({ request }: ExchangeEntry): string {
  const fields = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`)
  return message(`${request.method} ${request.target} HTTP/1.1`, fields, request.body)
}

/** A reply as it was on the wire, with secrets as the journal shows them. */
export function responseText({ response }: ExchangeEntry): string {
  const fields = response.headers.map(([name, value]) => `${name}: ${value}`)
  return message(`HTTP/1.1 ${response.status} ${response.reason}`, fields, response.body)
}

/**
 * A command that sends the same request again. Where the journal has no more than a mask or a fingerprint, a
 * placeholder in angle brackets says what belongs there. It accepts the simulator's certificate unseen.
 * @param url of the controller, without a slash at the end
 */
export function curlCommand({ request }: ExchangeEntry, url: string): string {
  const parts = ['curl -kg', `-X ${quoted(request.method)}`]
  for (const [name, value] of Object.entries(request.headers)) {
    parts.push(`-H ${quoted(`${name}: ${withPlaceholders(value)}`)}`)
  }
  if (request.body !== '') parts.push(`--data-raw ${quoted(withPlaceholders(request.body))}`)
  parts.push(quoted(url + withPlaceholders(request.target)))
  return parts.join(' \\\n  ')
}

/** Text in which each mask is a placeholder for what it hides. */
function withPlaceholders(text: string): string {
  return text.replaceAll(MASK, '<password>').replace(SHORT_FINGERPRINT, '<token>')
}

function message(start: string, fields: readonly string[], body: string): string {
  const shown =
    body.length <= SHOWN_BODY
      ? body
      : `${body.slice(0, SHOWN_BODY)}\n[${body.length - SHOWN_BODY} more characters]`
  return `${[start, ...fields].join('\n')}\n\n${shown}`
}

/** Text as one word of a shell, whatever it contains. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
