import type { SessionActivity } from './activity.js'
import { shortLine, whyEnded } from './sentences.js'
import type { ControllerKind, Deadline, SessionView } from './wire.js'

/** Ended sessions that are still shown, the newest ones. */
const SHOWN_ENDED = 24

/** The limits in the order of their rings, from the outermost. */
export const LIMIT_NAMES: readonly Deadline[] = ['token', 'idle', 'absolute', 'refresh']

/** One limit of a session: the time from `fromMs` to `endsMs`, monotonic, is what its ring counts down. */
export interface Limit {
  name: Deadline
  fromMs: number
  endsMs: number
}

/** What a card shows of a session. */
export interface Card {
  /** Controller and session; no two cards have the same. */
  key: string
  controller: ControllerKind
  session: string
  user: string
  live: boolean
  limits: Limit[]
  refreshes: number
  /** Null where refreshes are not counted. */
  refreshesLeft: number | null
  /** What it last did. */
  last?: { line: string; atMs: number; seq: number }
  /** Monotonic instant of its end, in ms, and why. */
  ended?: { atMs: number; why: string }
}

/** Cards of one controller's sessions: the live ones, newest first, then those that ended lately, newest end first. */
export function cardsOf(
  controller: ControllerKind,
  sessions: readonly SessionView[],
  activityOf: (session: string) => SessionActivity,
): Card[] {
  const live = sessions.filter(({ state }) => state === 'live').reverse()
  const ended = sessions
    .filter(({ state }) => state === 'ended')
    .sort((a, b) => (b.ended?.atMs ?? 0) - (a.ended?.atMs ?? 0))
    .slice(0, SHOWN_ENDED)
  return [...live, ...ended].map((view) => cardOf(controller, view, activityOf(view.id)))
}

/** Cards whose session, user or last request contains a text, in any case; all of them for an empty one. */
export function searched(cards: readonly Card[], text: string): readonly Card[] {
  if (text === '') return cards
  const wanted = text.toLowerCase()
  return cards.filter(({ session, user, last, ended }) =>
    `${session} ${user} ${last?.line ?? ''} ${ended?.why ?? ''}`.toLowerCase().includes(wanted),
  )
}

/** The limit that strikes first; undefined when the session has none. */
export function nextLimit(limits: readonly Limit[]): Limit | undefined {
  return limits.reduce<Limit | undefined>(
    (first, limit) =>
      limit.name !== 'refresh' && (first === undefined || limit.endsMs < first.endsMs) ? limit : first,
    undefined,
  )
}

/** Share of a limit that is left at an instant, from 1 down to 0. */
export function shareLeft({ fromMs, endsMs }: Limit, nowMs: number): number {
  if (endsMs <= fromMs) return nowMs < endsMs ? 1 : 0
  return Math.min(1, Math.max(0, (endsMs - nowMs) / (endsMs - fromMs)))
}

/** How pressing a limit is: `soon` in its last tenth, `over` once it has struck. */
export function urgency(limit: Limit, nowMs: number): 'fine' | 'soon' | 'over' {
  if (nowMs >= limit.endsMs) return 'over'
  return shareLeft(limit, nowMs) <= 0.1 ? 'soon' : 'fine'
}

function cardOf(controller: ControllerKind, view: SessionView, activity: SessionActivity): Card {
  const { id, user, ended, refreshes, refreshesLeft, bornMs, lastUsedMs } = view
  const tokenFromMs = activity.tokenFromMs ?? bornMs
  const { last } = activity
  return {
    key: `${controller}/${id}`,
    controller,
    session: id,
    user,
    live: view.state === 'live',
    limits: limitsOf(view, tokenFromMs),
    refreshes,
    refreshesLeft,
    ...(last === undefined ? {} : { last: { line: shortLine(last), atMs: last.atMs, seq: last.seq } }),
    ...(ended === undefined
      ? {}
      : {
          ended: { atMs: ended.atMs, why: whyEnded({ ...ended, user, bornMs, lastUsedMs, tokenFromMs }) },
        }),
  }
}

function limitsOf({ deadlines, bornMs, lastUsedMs }: SessionView, tokenFromMs: number): Limit[] {
  const from: Record<Deadline, number> = {
    token: tokenFromMs,
    idle: lastUsedMs,
    absolute: bornMs,
    refresh: bornMs,
  }
  // A limit that never strikes has no number: JSON knows no infinity.
  return LIMIT_NAMES.flatMap((name) => {
    const endsMs = deadlines[name]
    return typeof endsMs === 'number' ? [{ name, fromMs: from[name], endsMs }] : []
  })
}
