import { spelled, timeOfDay } from './time-text.js'
import type { AuthDecision, EndCause, ExchangeEntry, JournalEntry, RefusalCause } from './wire.js'

/** What is known of a session at its end, in monotonic ms. */
export interface Ending {
  cause: EndCause
  atMs: number
  user: string
  bornMs: number
  lastUsedMs: number
  /** When its last token was given out. */
  tokenFromMs: number
}

type ControllerEvent = Extract<JournalEntry, { kind: 'controller' }>['event']

/** Why a session ended, in words that a room understands; goes on from "ended:". */
export function whyEnded({ cause, atMs, user, bornMs, lastUsedMs, tokenFromMs }: Ending): string {
  switch (cause) {
    case 'token-expired':
      return `its token ran out ${spelled(atMs - tokenFromMs)} after it was given out, and nobody renewed it`
    case 'idle':
      return `nothing was heard of it for ${spelled(atMs - lastUsedMs)}, which is the longest silence allowed`
    case 'absolute':
      return `it had lived for ${spelled(atMs - bornMs)}, the longest that a session may, however busy it was`
    case 'logout':
      return 'its client logged out'
    case 'superseded':
      return `somebody logged in as ${user} again, and the newer login took its place`
    case 'terminated':
      return 'an administrator ended it'
    case 'restart':
      return 'the controller restarted and forgot it'
    case 'refused-refresh':
      return 'its client asked for a refresh that was refused, and the controller takes that for misuse'
    case 'user-changed':
      return `the account of ${user} was removed, locked or got another password`
  }
}

const REFUSALS: Record<RefusalCause, string> = {
  'token-expired': 'The token had run out before the request came, and nobody had renewed it.',
  idle: 'The session had ended because nothing was heard of it for too long.',
  absolute: 'The session had reached the longest life that a session may have.',
  logout: 'The session had been ended by its own client.',
  superseded: 'A newer login of the same user had taken the place of the session.',
  terminated: 'An administrator had ended the session.',
  restart: 'The controller had restarted and had forgotten the session.',
  'refused-refresh': 'The controller had ended the session after a refresh that it refused.',
  'user-changed': 'The user had been removed, locked or given another password.',
  missing: 'The request carried no token at all.',
  unknown: 'Nobody ever got this token here, or too long ago to tell.',
  replaced: 'The session lives, but this is its old token: a refresh had replaced it.',
  'refresh-limit': 'No refresh was left for the session.',
  'bad-signature': 'The signature of the request does not verify.',
  'unknown-certificate': 'The request is signed with a certificate that the user does not have.',
  'expired-certificate': 'The request is signed with a certificate that is not valid now.',
  challenge: 'The session asks for a challenge token, and the request carried none.',
}

const BAD_CREDENTIALS = {
  password: 'The password was wrong.',
  locked: 'The account is locked, whatever the password.',
  'unknown-user': 'There is no such user.',
  malformed: 'The login could not be read.',
}

const HOW = {
  token: 'by its token',
  signature: 'by a good signature',
  bearer: 'by its bearer token',
  none: 'without credentials, for this controller asks for none',
}

/** What a controller really decided about a request, and why: the truth that a client may not be told. */
export function truthOf(auth: AuthDecision): string {
  switch (auth.outcome) {
    case 'public':
      return 'This path asks for no credentials.'
    case 'accepted':
      return `Let in as ${auth.user} ${HOW[auth.how]}${inSession(auth.session)}.`
    case 'logged-in':
      return `The password was right: session ${auth.session} was opened for ${auth.user}.`
    case 'refused':
      return REFUSALS[auth.cause]
    case 'forbidden':
      return `The session of ${auth.user} is alive, but this user may not do this. A new login would not help.`
    case 'bad-credentials':
      return BAD_CREDENTIALS[auth.cause]
    case 'throttled':
      return `Turned away by a limit (${auth.limit}) before anybody looked at its session.`
  }
}

/** One word or two for an outcome. */
export function outcomeWord(auth: AuthDecision): string {
  return OUTCOME_WORDS[auth.outcome]
}

/** Words for the outcomes that requests can have. */
export const OUTCOME_WORDS: Record<AuthDecision['outcome'], string> = {
  accepted: 'accepted',
  'logged-in': 'logged in',
  refused: 'refused',
  forbidden: 'forbidden',
  'bad-credentials': 'bad login',
  throttled: 'throttled',
  public: 'public',
}

/** Members in which the controllers put the sentence that tells their client what went wrong. */
const ERROR_TEXT = /"(?:text|description|errors|message|detail)"\s*:\s*("(?:[^"\\]|\\.)*")|\btext="([^"]*)"/

/** What the client was told: status and, where the reply has one, its sentence. */
export function toldOf({ response }: ExchangeEntry): string {
  const status = `HTTP ${response.status}${response.reason === '' ? '' : ` ${response.reason}`}`
  if (response.status < 400) return status
  const [, json, xml] = ERROR_TEXT.exec(response.body) ?? []
  const sentence = json === undefined ? xml : unquoted(json)
  return sentence === undefined ? status : `${status}: ${sentence}`
}

/** One line that says what an entry is about. */
export function entryLine(entry: JournalEntry): string {
  switch (entry.kind) {
    case 'exchange':
      return `${entry.request.method} ${entry.request.target} → ${entry.response.status}, ${outcomeWord(entry.auth)}`
    case 'session':
      return `session ${entry.session} ${entry.event}${entry.cause === undefined ? '' : `: ${entry.cause}`}`
    case 'clock':
      return clockLine(entry)
    case 'fault':
      return `fault ${entry.type} (${entry.fault}) ${entry.event}${entry.request === undefined ? '' : `: ${entry.request.method} ${entry.request.target}`}`
    case 'controller':
      return CONTROLLER_LINES[entry.event](entry.timeouts)
    case 'subscription':
      return `events: ${entry.event}${entry.change === undefined ? '' : `, ${entry.change.status} ${entry.change.dn}`}`
    case 'call':
      return `call ${entry.call} of the client's program ${entry.event}: ${entry.operation}`
  }
}

const CONTROLLER_LINES: Record<ControllerEvent, (timeouts: Record<string, number> | undefined) => string> = {
  restart: () => 'the controller restarted',
  reset: () => 'the controller was reset',
  timeouts: (timeouts = {}) =>
    `time-outs were set: ${Object.entries(timeouts)
      .map(([name, seconds]) => `${name} ${seconds} s`)
      .join(', ')}`,
}

/** The same of an exchange where there is little room: the status first, which matters most. */
export function shortLine({ request, response }: ExchangeEntry): string {
  return `${response.status} ${request.method} ${request.target}`
}

/** An entry with its time of day, for the announcement of a selection. */
export function entryAnnouncement(entry: JournalEntry): string {
  return `${timeOfDay(entry.wallMs, true)} ${entryLine(entry)}`
}

function clockLine({ event, byMs = 0, rate }: Extract<JournalEntry, { kind: 'clock' }>): string {
  if (event === 'advance') return `the clock was moved forward by ${spelled(byMs)}`
  if (event === 'freeze') return 'the clock was stopped'
  if (event === 'run') return `the clock runs ${rate === 1 ? 'in real time' : `${rate} times as fast`}`
  return `the time of day was stepped by ${byMs} ms`
}

function inSession(session: string | undefined): string {
  return session === undefined ? '' : `, session ${session}`
}

function unquoted(json: string): string {
  try {
    return String(JSON.parse(json))
  } catch {
    return json.slice(1, -1)
  }
}
