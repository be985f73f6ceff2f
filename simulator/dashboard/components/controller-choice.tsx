import { CONTROLLER_NAMES } from '../model/names.js'
import type { ControllerKind } from '../model/wire.js'
import { useDashboard } from './context.js'

/** Chooses the controller that is to be steered; nothing to choose where there is one. */
export function ControllerChoice({
  value,
  onChange,
}: {
  value: ControllerKind
  onChange: (controller: ControllerKind) => void
}) {
  const { served } = useDashboard()
  if (served.value.length < 2) return null
  return (
    <label class="field">
      <span>Controller</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value as ControllerKind)}>
        {served.value.map(({ controller }) => (
          <option key={controller} value={controller}>
            {CONTROLLER_NAMES[controller]}
          </option>
        ))}
      </select>
    </label>
  )
}
