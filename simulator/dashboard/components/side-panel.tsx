import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { useDashboard } from './context.js'
import { ControllerPanel } from './controller-panel.js'
import { EntryDetail } from './entry-detail.js'
import { FaultPanel, Held } from './fault-panel.js'

const TABS = [
  { id: 'entry', name: 'Entry', steers: false },
  { id: 'faults', name: 'Faults', steers: true },
  { id: 'controllers', name: 'Controllers', steers: false },
] as const
type TabId = (typeof TABS)[number]['id']

/** What stands beside the sessions: the entry looked at, faults, controllers. */
export function SidePanel() {
  const dashboard = useDashboard()
  const open = useSignal<TabId>('entry')
  const panel = useRef<HTMLElement>(null)
  const tabs = TABS.filter(({ steers }) => dashboard.live.value || !steers)
  useEffect(
    () =>
      dashboard.selection.subscribe((selection) => {
        if (selection === undefined) return
        open.value = 'entry'
        panel.current?.scrollIntoView({ block: 'nearest' })
      }),
    [],
  )
  const keyed = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (by === undefined) return
    event.preventDefault()
    const at = tabs.findIndex(({ id }) => id === open.value)
    const next = tabs[(at + by + tabs.length) % tabs.length]!
    open.value = next.id
    document.getElementById(`tab-${next.id}`)?.focus()
  }
  return (
    <aside ref={panel} class="side" aria-label="Details and controls">
      {open.value !== 'faults' && dashboard.live.value && <Held />}
      <div class="tabs" role="tablist" aria-label="Details and controls" onKeyDown={keyed}>
        {tabs.map(({ id, name }) => (
          <button
            key={id}
            id={`tab-${id}`}
            type="button"
            role="tab"
            aria-selected={open.value === id}
            aria-controls="side-content"
            tabIndex={open.value === id ? 0 : -1}
            onClick={() => {
              open.value = id
            }}
          >
            {name}
          </button>
        ))}
      </div>
      <div
        id="side-content"
        class="scroller side-content"
        role="tabpanel"
        tabIndex={0}
        aria-labelledby={`tab-${open.value}`}
      >
        {open.value === 'entry' && <EntryDetail />}
        {open.value === 'faults' && <FaultPanel />}
        {open.value === 'controllers' && <ControllerPanel />}
      </div>
    </aside>
  )
}
