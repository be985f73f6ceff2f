import type { Dashboard } from '../connection/dashboard.js'
import { ClockBar } from './clock-bar.js'
import { DashboardContext, useDashboard } from './context.js'
import { ControllerChips } from './controller-chips.js'
import { KeysDialog } from './keys-dialog.js'
import { Sessions } from './sessions.js'
import { SidePanel } from './side-panel.js'
import { TimeLine } from './time-line.js'

/** The whole page. */
export function App({ dashboard }: { dashboard: Dashboard }) {
  return (
    <DashboardContext.Provider value={dashboard}>
      <header>
        <h1>
          Midrun <span class="faint version">{dashboard.version}</span>
        </h1>
        <ControllerChips />
        <KeysDialog />
        <ClockBar />
      </header>
      <Connection />
      <main>
        <div class="left">
          <Sessions />
          <TimeLine />
        </div>
        <SidePanel />
      </main>
      <NoticeLine />
    </DashboardContext.Provider>
  )
}

/** Says so when the server cannot be heard, or when there is nothing to steer. */
function Connection() {
  const { feeds, connection, unreachable, live } = useDashboard()
  const lost = connection.value === 'lost'
  return (
    <div role="alert">
      {unreachable.value && <p class="banner lost">The server does not answer. Trying again.</p>}
      {!unreachable.value && lost && (
        <p class="banner lost">Disconnected: what you see is no longer up to date. Trying again.</p>
      )}
      {!live.value && feeds.value.length > 0 && (
        <p class="banner recorded">A recorded journal: there is nothing to steer.</p>
      )}
    </div>
  )
}

function NoticeLine() {
  const notice = useDashboard().notice.value
  return (
    <div class="notices" role="status">
      {notice !== undefined && <p class={`notice ${notice.kind}`}>{notice.text}</p>}
    </div>
  )
}
