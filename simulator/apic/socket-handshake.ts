import type { AuthDecision } from '../journal/entries.js'
import type { Redaction } from '../journal/redaction.js'
import type { Session } from '../sessions.js'
import { splitTarget } from '../text.js'
import { percentDecode } from './query-string.js'
import type { WebSessions } from './web-sessions.js'

const SOCKET = '/socket'

/** Whose socket a handshake opens, or why it opens none. */
export type HandshakeJudgement =
  | { ok: true; auth: AuthDecision; session: Session }
  | { ok: false; auth: AuthDecision }

/** Whether a request target is that of a websocket. */
export function isSocketTarget(target: string): boolean {
  return target.startsWith(SOCKET)
}

/**
 * Judges a handshake by the token in its path, which stands right behind `/socket` with no slash in between
 * [C: TK, PY, NC, NI]. A token of older releases contains `/`, `+` and `=` itself; it counts as it is, or else
 * percent-decoded. Opening a socket does not count as use of the session, and needs no challenge token (guess).
 */
export function judgeHandshake(
  target: string,
  sessions: WebSessions,
  redaction: Redaction,
): HandshakeJudgement {
  const written = splitTarget(target).path.slice(SOCKET.length)
  const decoded = percentDecode(written)
  let judgement = sessions.judge(written)
  if (!judgement.ok && decoded !== written) judgement = sessions.judge(decoded)
  const token = redaction.fingerprint(judgement.ok ? judgement.token.value : decoded)
  if (judgement.ok) {
    const { session } = judgement
    const auth = {
      outcome: 'accepted',
      how: 'token',
      user: session.user,
      session: session.id,
      token,
    } as const
    return { ok: true, auth, session }
  }
  const { cause, session } = judgement
  const named = session === undefined ? {} : { session: session.id }
  return { ok: false, auth: { outcome: 'refused', cause, ...named, token } }
}
