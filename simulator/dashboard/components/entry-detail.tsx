import { cardsOf } from '../model/cards.js'
import { curlCommand, requestText, responseText } from '../model/exchange-text.js'
import { CONTROLLER_NAMES } from '../model/names.js'
import { entryLine, outcomeWord, toldOf, truthOf } from '../model/sentences.js'
import { dateOf, timeOfDay } from '../model/time-text.js'
import type { ExchangeEntry } from '../model/wire.js'
import { useDashboard } from './context.js'

/** The entry that is looked at: what was said on the wire, and what was true. */
export function EntryDetail() {
  const selection = useDashboard().selection.value
  if (selection === undefined) {
    return (
      <p class="empty">
        Select an entry on the time line, or the last request of a card, to see what was sent, what the client
        was told, and what was true.
      </p>
    )
  }
  const { controller, entry } = selection
  return (
    <article class="detail">
      <h3 class="target">{entryLine(entry)}</h3>
      <p class="faint">
        {CONTROLLER_NAMES[controller]}, entry {entry.seq}, {dateOf(entry.wallMs)}{' '}
        {timeOfDay(entry.wallMs, true)} UTC
      </p>
      {entry.kind === 'exchange' ? (
        <Exchange entry={entry} />
      ) : (
        <>
          {entry.kind === 'session' && entry.event === 'ended' && <End session={entry.session} />}
          <Wire text={JSON.stringify(entry, undefined, 2)} label="Entry" />
        </>
      )}
    </article>
  )
}

/** Why a session ended, as far as it is still remembered. */
function End({ session }: { session: string }) {
  const dashboard = useDashboard()
  const feed = dashboard.selection.value && dashboard.feedOf(dashboard.selection.value.controller)
  const view = feed?.state.value?.sessions.find(({ id }) => id === session)
  if (feed === undefined || view === undefined) return null
  const [card] = cardsOf(feed.controller, [view], (id) => feed.activity.of(id))
  return (
    <div class="truth outcome-refused">
      <h4>What was true</h4>
      <p>
        {session} ended: {card?.ended?.why}.
      </p>
    </div>
  )
}

function Exchange({ entry }: { entry: ExchangeEntry }) {
  const dashboard = useDashboard()
  const url = dashboard.served.value.find(
    ({ controller }) => controller === dashboard.selection.value?.controller,
  )?.url
  const { auth, processingMs } = entry
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(curlCommand(entry, url ?? ''))
      dashboard.say({ text: 'Copied. Put tokens and passwords where the angle brackets are.', kind: 'done' })
    } catch {
      dashboard.say({ text: 'The browser did not let the page copy.', kind: 'refused' })
    }
  }
  return (
    <>
      <div class="versus">
        <div class="told">
          <h4>What the client was told</h4>
          <p>{toldOf(entry)}</p>
        </div>
        <div class={`truth outcome-${auth.outcome}`}>
          <h4>What was true</h4>
          <p>
            <strong>{outcomeWord(auth)}</strong>
            {'cause' in auth && <span class="cause"> {auth.cause}</span>}: {truthOf(auth)}
          </p>
        </div>
      </div>
      <p class="row">
        <button type="button" onClick={() => void copy()}>
          Copy as curl
        </button>
        <span class="faint">
          purpose {entry.purpose}, answered after {processingMs} ms
        </span>
      </p>
      <h4>Request</h4>
      <Wire text={requestText(entry)} label="Request on the wire" />
      <h4>Reply</h4>
      <Wire text={responseText(entry)} label="Reply on the wire" />
    </>
  )
}

function Wire({ text, label }: { text: string; label: string }) {
  return (
    <pre class="wire" tabIndex={0} role="region" aria-label={label}>
      {text}
    </pre>
  )
}
