import type { ControllerContext, Handling, Verdict, WireRequest } from './controller.js'
import type { Purpose } from './journal/entries.js'

const NOTHING = () => {}

/** Writes the exchange into the journal, without its secrets, and hands the answer on to the shell. */
export function recordExchange(
  context: ControllerContext,
  purpose: Purpose,
  request: WireRequest,
  verdict: Verdict,
): Handling {
  const { redaction } = context.journal
  const { response, auth, processingMs = 0, release = NOTHING } = verdict
  context.journal.write({
    kind: 'exchange',
    purpose,
    request: {
      method: request.method,
      target: redaction.target(request.target),
      headers: redaction.requestHeaders(request.headers),
      body: redaction.text(request.body),
    },
    auth,
    response: {
      status: response.status,
      reason: response.reason,
      headers: redaction.responseHeaders(response.headers),
      body: redaction.text(response.body),
    },
    processingMs,
  })
  return { response, processingMs, release }
}
