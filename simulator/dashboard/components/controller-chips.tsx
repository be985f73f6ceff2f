import { CONTROLLER_NAMES } from '../model/names.js'
import type { ControllerKind } from '../model/wire.js'
import { useDashboard } from './context.js'

/** A switch for each controller: whether it is shown; and whether its server can be heard. */
export function ControllerChips() {
  const dashboard = useDashboard()
  const { hidden, connection } = dashboard
  const turn = (controller: ControllerKind) => {
    const next = new Set(hidden.value)
    if (!next.delete(controller)) next.add(controller)
    hidden.value = next
  }
  return (
    <div class="chips" role="group" aria-label="Controllers that are shown">
      {dashboard.feeds.value.map(({ controller }) => (
        <button
          key={controller}
          type="button"
          class="chip"
          aria-pressed={!hidden.value.has(controller)}
          onClick={() => turn(controller)}
        >
          {CONTROLLER_NAMES[controller]}
          {connection.value === 'lost' && <span class="fail"> lost</span>}
        </button>
      ))}
    </div>
  )
}
