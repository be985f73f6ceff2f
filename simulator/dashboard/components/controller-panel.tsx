import { useEffect, useState } from 'preact/hooks'
import { ask, ControlRefusal, endpoint } from '../connection/control-api.js'
import type { Feed } from '../connection/feed.js'
import { CONTROLLER_NAMES } from '../model/names.js'
import type { Timeout } from '../model/wire.js'
import { ConfirmButton } from './confirm-button.js'
import { useDashboard } from './context.js'

/** What can be done to each controller as a whole, and taken from it. */
export function ControllerPanel() {
  const dashboard = useDashboard()
  return (
    <div class="stack">
      {dashboard.feeds.value.map((feed) => (
        <section key={feed.controller} aria-labelledby={`about-${feed.controller}`}>
          <h3 id={`about-${feed.controller}`}>{CONTROLLER_NAMES[feed.controller]}</h3>
          <p class="faint address">
            {dashboard.served.value.find(({ controller }) => controller === feed.controller)?.url}
          </p>
          <p class="row">
            <a class="button" href={endpoint(feed.controller, '/har')} download={`${feed.controller}.har`}>
              Export HAR
            </a>
            <a
              class="button"
              href={endpoint(feed.controller, '/journal.jsonl')}
              download={`${feed.controller}.journal.jsonl`}
            >
              Export journal
            </a>
          </p>
          {dashboard.live.value && <Steering feed={feed} />}
        </section>
      ))}
    </div>
  )
}

function Steering({ feed }: { feed: Feed }) {
  const dashboard = useDashboard()
  const { controller } = feed
  const name = CONTROLLER_NAMES[controller]
  return (
    <>
      <p class="row">
        <ConfirmButton
          label="Restart"
          about={`Restart ${name}`}
          onConfirm={() => void dashboard.steer(controller, 'POST', '/restart', {}, `${name} restarted.`)}
        />
        <ConfirmButton
          label="Reset"
          about={`Reset ${name}`}
          onConfirm={() =>
            void dashboard.steer(controller, 'POST', '/reset', {}, `${name} is as at its start.`)
          }
        />
      </p>
      <Elsewhere feed={feed} />
      <Timeouts feed={feed} />
    </>
  )
}

/** Somebody else logs in or out with an account. */
function Elsewhere({ feed }: { feed: Feed }) {
  const dashboard = useDashboard()
  const users = [...new Set((feed.state.value?.sessions ?? []).map(({ user }) => user))]
  const [user, setUser] = useState('')
  const chosen = user || (users.at(-1) ?? 'admin')
  const act = (path: string, done: string) =>
    void dashboard.steer(feed.controller, 'POST', path, { user: chosen }, done)
  return (
    <div class="row">
      <label class="field grow">
        <span>Somebody else, as</span>
        <input
          value={user}
          placeholder={chosen}
          list={`users-${feed.controller}`}
          onInput={(event) => setUser(event.currentTarget.value)}
        />
      </label>
      <datalist id={`users-${feed.controller}`}>
        {users.slice(-20).map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <button type="button" onClick={() => act('/login-elsewhere', `Somebody else logged in as ${chosen}.`)}>
        Logs in
      </button>
      <button
        type="button"
        onClick={() => act('/logout-elsewhere', `Another client of ${chosen} logged out.`)}
      >
        Logs out
      </button>
    </div>
  )
}

/** The time-outs that can be changed while the controller runs. */
function Timeouts({ feed }: { feed: Feed }) {
  const dashboard = useDashboard()
  const [timeouts, setTimeouts] = useState<Timeout[]>([])
  const current = JSON.stringify(feed.state.value?.timeouts ?? {})
  useEffect(() => {
    ask<{ timeouts: Timeout[] }>(feed.controller, 'GET', '/timeouts')
      .then((answer) => setTimeouts(answer.timeouts))
      .catch((error: unknown) => {
        // A server without this endpoint has no time-outs to change.
        if (!(error instanceof ControlRefusal)) throw error
      })
  }, [feed.controller, current])
  if (timeouts.length === 0) return null
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    const changed = timeouts.flatMap(({ name, value }) => {
      const given = Number(form.get(name))
      return given === value ? [] : [[name, given] as const]
    })
    if (changed.length === 0) return
    const done = 'Changed; it counts for what is given out from now on.'
    void dashboard.steer(feed.controller, 'POST', '/timeouts', Object.fromEntries(changed), done)
  }
  return (
    <form class="timeouts" onSubmit={submit}>
      {timeouts.map(({ name, title, value, unit, min, max }) => (
        <label key={`${name} ${value}`} class="field">
          <span title={title}>{name}</span>
          <span class="with-unit">
            <input
              name={name}
              type="number"
              step="any"
              required
              defaultValue={String(value)}
              title={title}
              {...(min === undefined ? {} : { min })}
              {...(max === undefined ? {} : { max })}
            />{' '}
            <span class="faint">{unit}</span>
          </span>
        </label>
      ))}
      <button type="submit">Change time-outs</button>
    </form>
  )
}
