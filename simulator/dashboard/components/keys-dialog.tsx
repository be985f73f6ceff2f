import { useEffect, useRef } from 'preact/hooks'
import { useDashboard } from './context.js'

const KEYS: readonly [keys: string, does: string][] = [
  ['?', 'this list'],
  ['/', 'search'],
  ['T', 'go to the time line'],
  ['S', 'go to the sessions'],
  ['F', 'follow now, or stop following'],
  ['P', 'freeze the clock, or let it run'],
  ['Arrow keys', 'on the time line: the entry before, after, above, below'],
  ['Home, End', 'on the time line: first and last entry of the lane'],
  ['+, −, 0', 'on the time line: closer, farther, everything'],
  ['Page up, Page down', 'on the time line: earlier, later'],
  ['Wheel', 'over the time line: zoom; with Shift: over the lanes'],
]

/** The keys that the page knows, opened by `?`; carries out those that work everywhere. */
export function KeysDialog() {
  const dashboard = useDashboard()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const focus = (selector: string) => document.querySelector<HTMLElement>(selector)?.focus()
    const pauseOrRun = () => {
      const clock = dashboard.feeds.value[0]?.state.value?.clock
      if (!dashboard.live.value || clock === undefined) return
      void (clock.frozen
        ? dashboard.steerClock('/clock/run', { rate: 1 })
        : dashboard.steerClock('/clock/freeze'))
    }
    const actions: Record<string, () => void> = {
      '?': () => dialog.current?.showModal(),
      '/': () => focus('#search'),
      t: () => focus('#lanes'),
      s: () => focus('.cards-scroller'),
      f: () => document.getElementById('follow')?.click(),
      p: pauseOrRun,
    }
    const keyed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || dialog.current?.open || isTyping(event.target))
        return
      const action = actions[event.key.toLowerCase()]
      if (action === undefined) return
      event.preventDefault()
      action()
    }
    document.addEventListener('keydown', keyed)
    return () => document.removeEventListener('keydown', keyed)
  }, [])
  return (
    <>
      <button type="button" aria-label="Keys" title="Keys (?)" onClick={() => dialog.current?.showModal()}>
        ?
      </button>
      <dialog ref={dialog} aria-labelledby="keys-title">
        <h2 id="keys-title">Keys</h2>
        <dl class="keys">
          {KEYS.map(([keys, does]) => (
            <div key={keys}>
              <dt>
                <kbd>{keys}</kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
        <form method="dialog">
          <button type="submit" class="primary">
            Close
          </button>
        </form>
      </dialog>
    </>
  )
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, select, textarea') !== null
}
