import { afterEach, describe, expect, it } from 'vitest'
import { VirtualClock } from '../../../simulator/clock/virtual-clock.js'
import { type RunningServers, serve } from '../../../simulator/http/server.js'

interface Sample {
  labels: Record<string, string>
  value: number
}
interface Family {
  type: string
  help: string
  samples: Sample[]
}

let running: RunningServers | undefined
afterEach(async () => {
  await running?.close()
  running = undefined
})

async function start(journalCapacity?: number) {
  running = await serve({
    controllers: { apic: {}, fmc: {} },
    clock: new VirtualClock(),
    seed: 'metrics',
    ...(journalCapacity === undefined ? {} : { journalCapacity }),
  })
  const { url, controlUrl, simulator } = running.servers.apic!
  const login = (password: string) =>
    fetch(`${url}/api/aaaLogin.json`, {
      method: 'POST',
      body: JSON.stringify({ aaaUser: { attributes: { name: 'admin', pwd: password } } }),
    })
  const scrape = async () => {
    const response = await fetch(`${controlUrl}/metrics`)
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    return parseMetrics(await response.text())
  }
  return { url, controlUrl, simulator, login, scrape }
}

/** Reads the text format strictly: each family has help and type before its samples, and each sample is said once. */
function parseMetrics(text: string): Map<string, Family> {
  const families = new Map<string, Family>()
  const seen = new Set<string>()
  expect(text.endsWith('\n')).toBe(true)
  for (const line of text.split('\n')) {
    if (line === '') continue
    const comment = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/.exec(line)
    if (comment !== null) {
      const [, what, name, rest] = comment as unknown as [string, string, string, string]
      const family = families.get(name) ?? { type: '', help: '', samples: [] }
      expect(family.samples).toEqual([])
      if (what === 'HELP') family.help = rest
      else family.type = rest
      families.set(name, family)
      continue
    }
    const sample = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/.exec(line)
    expect(sample, line).not.toBeNull()
    const [, name, labels = '', value] = sample as unknown as [string, string, string | undefined, string]
    const key = `${name}{${labels}}`
    expect(seen.has(key), key).toBe(false)
    seen.add(key)
    const pairs = [...labels.matchAll(/([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/g)]
    expect(pairs.map(([pair]) => pair).join('')).toBe(labels)
    const family = families.get(name) ?? families.get(name.replace(/_(bucket|sum|count)$/, ''))
    expect(family, name).toBeDefined()
    expect(['counter', 'gauge', 'histogram', 'summary']).toContain(family!.type)
    expect(Number.isNaN(Number(value)), line).toBe(value.toLowerCase() === 'nan')
    family!.samples.push({
      labels: Object.fromEntries(pairs.map(([, label, text]) => [label!, text!])),
      value: Number(value),
    })
  }
  return families
}

describe('the metrics of a controller', () => {
  it('tell what its journal tells', async () => {
    const { url, controlUrl, simulator, login, scrape } = await start()
    await login('midrun')
    await login('wrong')
    await fetch(`${url}/api/class/fvTenant.json`)
    simulator.faults.arm({ type: 'status', options: { status: 503 } })
    await fetch(`${url}/api/class/fvTenant.json`)
    await login('midrun')
    await fetch(`${controlUrl}/sessions/apic-1`, { method: 'DELETE' })
    await fetch(`${controlUrl}/clock/advance`, { method: 'POST', body: '{"by":"90s"}' })

    const families = await scrape()
    const of = (name: string) =>
      families.get(`midrun_${name}`)!.samples.map(({ labels: { controller, ...labels }, value }) => {
        expect(controller).toBe('apic')
        return [labels, value]
      })
    expect(of('exchanges_total')).toEqual([
      [{ purpose: 'login', outcome: 'logged-in', status: '200' }, 2],
      [{ purpose: 'login', outcome: 'bad-credentials', status: '401' }, 1],
      [{ purpose: 'call', outcome: 'refused', status: '403' }, 1],
    ])
    expect(of('refusals_total')).toEqual([
      [{ outcome: 'bad-credentials', cause: 'password' }, 1],
      [{ outcome: 'refused', cause: 'missing' }, 1],
    ])
    expect(of('sessions_live')).toEqual([[{}, 1]])
    expect(of('sessions_begun_total')).toEqual([[{}, 2]])
    expect(of('sessions_ended_total')).toEqual([[{ cause: 'terminated' }, 1]])
    expect(of('session_refreshes_total')).toEqual([[{}, 0]])
    expect(of('faults_fired_total')).toEqual([[{ type: 'status' }, 1]])
    expect(of('held_requests')).toEqual([[{}, 0]])
    expect(of('clock_rate')).toEqual([[{}, 0]])
    expect(of('clock_seconds')[0]![1]).toBeGreaterThanOrEqual(90)
    expect(of('journal_entries')).toEqual([[{}, simulator.journal.entries.length]])
    expect(of('journal_dropped_total')).toEqual([[{}, 0]])
    expect(families.get('process_resident_memory_bytes')!.type).toBe('gauge')
    expect(families.get('midrun_exchanges_total')!.type).toBe('counter')
    expect(families.get('midrun_sessions_live')!.type).toBe('gauge')
  })

  it('go on counting when old entries are dropped, and belong to one controller each', async () => {
    const { controlUrl, login, scrape } = await start(3)
    for (let i = 0; i < 10; i++) await login('wrong')
    const families = await scrape()
    expect(families.get('midrun_exchanges_total')!.samples).toMatchObject([{ value: 10 }])
    const [entries] = families.get('midrun_journal_entries')!.samples
    expect(families.get('midrun_journal_dropped_total')!.samples).toMatchObject([
      { value: 10 - entries!.value },
    ])
    const fmc = parseMetrics(await (await fetch(`${controlUrl}/controllers/fmc/metrics`)).text())
    expect(fmc.get('midrun_exchanges_total')!.samples).toEqual([])
    expect(fmc.get('midrun_sessions_live')!.samples).toEqual([{ labels: { controller: 'fmc' }, value: 0 }])
  })
})
