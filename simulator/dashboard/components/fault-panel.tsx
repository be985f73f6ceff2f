import { useEffect, useState } from 'preact/hooks'
import { ask, ControlRefusal } from '../connection/control-api.js'
import type { Feed } from '../connection/feed.js'
import { QUICK_FAULTS, waitsFor } from '../model/faults.js'
import { CONTROLLER_NAMES } from '../model/names.js'
import type { ControllerKind, FaultKind, HeldRequest } from '../model/wire.js'
import { useDashboard } from './context.js'
import { ControllerChoice } from './controller-choice.js'
import { FaultForm } from './fault-form.js'

/** Faults: armed by one click or by the form, those that wait, and requests that are held. */
export function FaultPanel() {
  const dashboard = useDashboard()
  const [controller, choose] = useState<ControllerKind | undefined>(dashboard.served.value[0]?.controller)
  const feed = controller && dashboard.feedOf(controller)
  const kinds = useFaultKinds(controller)
  if (feed === undefined || controller === undefined) return <p class="empty">No controller.</p>
  const known = new Set(kinds.map(({ type }) => type))
  const arm = (spec: unknown, label: string) =>
    dashboard.steer(
      controller,
      'POST',
      '/faults',
      spec,
      `Armed on ${CONTROLLER_NAMES[controller]}: ${label}.`,
    )
  return (
    <div class="stack">
      <ControllerChoice value={controller} onChange={choose} />
      <Held />
      <section>
        <h3>One click</h3>
        <div class="quick">
          {QUICK_FAULTS.filter(({ spec }) => known.has(spec.type)).map(({ label, spec }) => (
            <button key={label} type="button" onClick={() => void arm(spec, label)}>
              {label}
            </button>
          ))}
        </div>
      </section>
      <Armed feed={feed} />
      <section>
        <h3>Any fault</h3>
        <FaultForm kinds={kinds} onArm={(spec) => void arm(spec, spec.type)} />
      </section>
    </div>
  )
}

function Armed({ feed }: { feed: Feed }) {
  const dashboard = useDashboard()
  const armed = feed.state.value?.faults.armed ?? []
  const fired = firedLately(feed)
  return (
    <section>
      <h3>
        Armed <span class="faint">{armed.length}</span>
      </h3>
      <ul class="plain">
        {armed.map((fault) => (
          <li key={fault.id} class="row">
            <span class="grow">
              <strong>{fault.type}</strong> <span class="faint">{waitsFor(fault)}</span>
            </span>
            <button
              type="button"
              aria-label={`Take back ${fault.type} (${fault.id})`}
              onClick={() => void dashboard.steer(feed.controller, 'DELETE', `/faults/${fault.id}`)}
            >
              Take back
            </button>
          </li>
        ))}
        {fired.map(({ seq, type, request }) => (
          <li key={seq} class="row fired">
            <button type="button" class="link grow" onClick={() => dashboard.select(feed.controller, seq)}>
              <strong>{type}</strong> struck {request}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Requests of all controllers that wait to be released. */
export function Held() {
  const dashboard = useDashboard()
  const held = dashboard.feeds.value.flatMap(({ controller, state }) =>
    (state.value?.held ?? []).map((request) => ({ controller, request })),
  )
  if (held.length === 0) return null
  return (
    <section class="held" aria-label="Requests held in flight">
      <h3>Held in flight</h3>
      <ul class="plain">
        {held.map(({ controller, request }) => (
          <li key={`${controller}${request.id}`} class="row">
            <span class="grow">
              {request.request.method} {request.request.target}{' '}
              <span class="faint">{whereHeld(request)}</span>
            </span>
            <button
              type="button"
              class="primary"
              aria-label={`Release ${request.request.method} ${request.request.target}`}
              onClick={() => void dashboard.steer(controller, 'POST', `/held/${request.id}/release`)}
            >
              Release
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function whereHeld({ at }: HeldRequest): string {
  return at === 'request' ? 'at the door: the controller has not seen it' : 'its reply waits at the way out'
}

/** The last faults that struck. */
function firedLately(feed: Feed): { seq: number; type: string; request: string }[] {
  void feed.revision.value
  const fired: { seq: number; type: string; request: string }[] = []
  const { entries } = feed.log
  for (let index = entries.length - 1; index >= 0 && fired.length < 3; index--) {
    const entry = entries[index]!
    if (entry.kind !== 'fault' || entry.event !== 'fired') continue
    const { seq, type, request } = entry
    fired.push({ seq, type, request: request === undefined ? '' : `${request.method} ${request.target}` })
  }
  return fired
}

/** Every kind of fault that a controller knows. */
function useFaultKinds(controller: ControllerKind | undefined): FaultKind[] {
  const dashboard = useDashboard()
  const [kinds, setKinds] = useState<FaultKind[]>([])
  useEffect(() => {
    if (controller === undefined) return
    ask<{ types: FaultKind[] }>(controller, 'GET', '/faults')
      .then(({ types }) => setKinds(types))
      .catch((error: unknown) => {
        if (!(error instanceof ControlRefusal)) throw error
        dashboard.say({ text: error.message, kind: 'refused' })
      })
  }, [controller])
  return kinds
}
