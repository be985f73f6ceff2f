import { type ExchangeEntry, formatDuration } from '../../simulator/index.js'
import { isGrant } from '../rules/evidence/exchanges.js'
import type { Recording } from '../rules/recording.js'
import { type Markup, markup } from './html-markup.js'

/** Width of a strip, in units of its own; it is stretched to the page. */
const WIDTH = 1000
/** Columns into which requests are gathered, so that a strip stays small however long a run was. */
const COLUMNS = 250
const ROW = 12
/** Sessions that are drawn, the first ones. */
const MOST_SESSIONS = 10

/** Kinds of requests, from the one that is drawn over all others. */
const KINDS = ['refused', 'busy', 'renewed', 'served'] as const
type RequestKind = (typeof KINDS)[number]

/** The life of one session on the controller, in ms of its clock. */
interface Life {
  fromMs: number
  toMs: number
}

/** How time passed in a recording, drawn: requests by what became of them, and below the life of each session. */
export function timeStrip(recording: Recording): Markup | undefined {
  const { entries, exchanges } = recording
  const fromMs = entries[0]?.atMs ?? 0
  const toMs = entries.at(-1)?.atMs ?? 0
  if (toMs <= fromMs || exchanges.length === 0) return undefined
  const x = (atMs: number) => Math.round(Math.min(1, Math.max(0, (atMs - fromMs) / (toMs - fromMs))) * WIDTH)
  const lives = livesOf(recording, toMs)
  const rows = Math.min(lives.length, MOST_SESSIONS)
  const height = ROW * (rows + 2)
  const bars = lives
    .slice(0, MOST_SESSIONS)
    .map(
      (life, row) =>
        markup`<rect class="bar" x="${x(life.fromMs)}" y="${ROW * (row + 2)}" width="${Math.max(2, x(life.toMs) - x(life.fromMs))}" height="${ROW - 4}"/>`,
    )
  const sessions = `${lives.length} ${lives.length === 1 ? 'session' : 'sessions'}`
  return markup`<figure class="strip">
<svg viewBox="0 0 ${WIDTH} ${height}" height="${height * 1.5}" preserveAspectRatio="none" role="img" aria-label="${exchanges.length} requests and ${sessions} between ${formatDuration(fromMs)} and ${formatDuration(toMs)}">${columns(exchanges, x)}${bars}</svg>
<div class="ends"><span>${formatDuration(fromMs)}</span><span>${formatDuration(toMs)}</span></div>
<figcaption>Above, requests: <span class="pass">served</span>, logins and refreshes taller, <span class="advice">turned away</span>, <span class="fail">refused</span>. Below, ${rows < lives.length ? `the first ${rows} of ${sessions}` : sessions} from first to last instant.</figcaption>
</figure>`
}

/** One mark for each kind of request in each column, in the order in which one covers the other. */
function columns(exchanges: readonly ExchangeEntry[], x: (atMs: number) => number): Markup[] {
  const width = WIDTH / COLUMNS
  const seen = new Map<RequestKind, Set<number>>(KINDS.map((kind) => [kind, new Set()]))
  for (const exchange of exchanges) {
    const column = Math.min(COLUMNS - 1, Math.floor(x(exchange.atMs) / width))
    seen.get(kindOf(exchange))!.add(column)
  }
  return KINDS.toReversed().flatMap((kind) =>
    [...seen.get(kind)!].map((column) => {
      const tall = kind !== 'served'
      return markup`<rect class="${kind}" x="${column * width}" y="${tall ? 2 : ROW / 2}" width="${width - 1}" height="${tall ? ROW * 1.5 : ROW}"/>`
    }),
  )
}

function kindOf(exchange: ExchangeEntry): RequestKind {
  const { outcome } = exchange.auth
  if (outcome === 'refused' || outcome === 'bad-credentials') return 'refused'
  if (outcome === 'throttled') return 'busy'
  return isGrant(exchange) ? 'renewed' : 'served'
}

function livesOf({ sessions }: Recording, endMs: number): Life[] {
  const lives = new Map<string, Life>()
  for (const { event, session, atMs, endedMs } of sessions) {
    if (event === 'born') lives.set(session, { fromMs: atMs, toMs: endMs })
    const life = lives.get(session)
    if (event === 'ended' && life !== undefined) life.toMs = endedMs ?? atMs
  }
  return [...lives.values()]
}
