import { afterEach, describe, expect, it } from 'vitest'
import { type ServedRecording, serveRecording } from '../../../simulator/http/index.js'
import { RawClient } from '../../conformance/rules/raw-client.js'
import { eventsOf } from './event-stream.js'

/** Members of the answers that are looked at. */
interface Answer {
  entries?: unknown[]
  sessions?: unknown[]
  log?: { entries: unknown[] }
}

let served: ServedRecording | undefined
afterEach(() => served?.close())

/** The journals of an APIC whose session is live and of an FMC whose session ended, served to be read. */
async function recorded() {
  const [apic, fmc] = [new RawClient('apic'), new RawClient('fmc')]
  await apic.read(await apic.login())
  await fmc.logout(await fmc.login())
  const entries = { apic: apic.simulator.journal.entries, fmc: fmc.simulator.journal.entries }
  served = await serveRecording({
    journals: new Map([
      ['apic', entries.apic],
      ['fmc', entries.fmc],
    ]),
  })
  const { url } = served
  const get = async (path: string) => (await (await fetch(url + path)).json()) as Answer
  return { url, get, entries, apic: apic.simulator, fmc: fmc.simulator }
}

describe('a recording that is served', () => {
  it('lists its controllers, none of them live', async () => {
    const { get, url } = await recorded()
    const { origin } = new URL(url)
    expect(await get('controllers')).toEqual({
      controllers: [
        { controller: 'apic', url: origin, own: true },
        { controller: 'fmc', url: origin, own: false },
      ],
      live: false,
      version: expect.any(String),
    })
  })

  it('shows journals, and sessions as they were at the end', async () => {
    const { get, entries, apic, fmc } = await recorded()
    expect((await get('journal')).entries).toEqual(entries.apic)
    expect((await get('controllers/fmc/journal?since=1')).entries).toEqual(entries.fmc.slice(1))
    const [live] = apic.controller.sessions()
    const [ended] = fmc.controller.sessions()
    expect((await get('sessions')).sessions).toMatchObject([
      { id: live!.id, state: 'live', bornMs: live!.bornMs },
    ])
    expect((await get('controllers/fmc/sessions')).sessions).toMatchObject([
      { id: ended!.id, state: 'ended', ended: { cause: 'logout', atMs: ended!.ended!.atMs } },
    ])
    const last = entries.apic.at(-1)!
    expect(await get('clock')).toEqual({
      now: new Date(last.wallMs).toISOString(),
      monotonicMs: last.atMs,
      rate: 0,
      frozen: true,
    })
  })

  it('gives both files', async () => {
    const { get, url, apic } = await recorded()
    expect((await get('har')).log?.entries).toHaveLength(2)
    expect(await (await fetch(`${url}journal.jsonl`)).text()).toBe(apic.journal.toLines())
  })

  it('sends its entries and its state as events', async () => {
    const { url, entries } = await recorded()
    const controller = new AbortController()
    const { body } = await fetch(`${url}controllers/fmc/events`, { signal: controller.signal })
    let text = ''
    for await (const chunk of body!.pipeThrough(new TextDecoderStream())) {
      text += chunk
      if (text.includes('event: state') && text.includes(`id: ${entries.fmc.length}\n`)) break
    }
    controller.abort()
    expect(text).toContain('"controller":"fmc"')
    const [, data = ''] = /event: entries\nid: \d+\ndata: (.*)\n/.exec(text) ?? []
    expect(JSON.parse(data).entries).toEqual(entries.fmc)
  })

  it('sends the events of all its controllers in one stream', async () => {
    const { url, entries } = await recorded()
    const ended = new AbortController()
    const response = await fetch(`${url}controllers/events?since=apic:${entries.apic.length}`, {
      signal: ended.signal,
    })
    const heard = new Map<string, unknown>()
    for await (const { event, data } of eventsOf(response)) {
      if (event === 'entries') heard.set(data.controller, data.entries)
      if (heard.size === 2) break
    }
    ended.abort()
    expect([heard.get('apic'), heard.get('fmc')]).toEqual([[], entries.fmc])
  })

  it('numbers a part of a journal anew, so that readers find where to go on', async () => {
    const apic = new RawClient('apic')
    for (let call = 0; call < 3; call++) await apic.read(await apic.login())
    const exchanges = apic.simulator.journal.entries.filter(({ kind }) => kind === 'exchange')
    expect(exchanges[0]!.seq).toBeLessThan(exchanges.at(-1)!.seq - exchanges.length + 1)
    served = await serveRecording({ journals: new Map([['apic', exchanges]]) })
    const first = exchanges[0]!.seq
    const read = async (since: number) =>
      (await (await fetch(`${served!.url}journal?since=${since}`)).json()) as {
        entries: unknown[]
        next: number
      }
    expect(await read(first + 4)).toEqual({
      entries: [4, 5].map((index) => ({ ...exchanges[index], seq: first + index })),
      dropped: first,
      next: first + 6,
    })
    expect((await read(0)).entries).toHaveLength(6)
  })

  it('shows the head of what it has', async () => {
    const { url } = await recorded()
    for (const path of ['', 'events', 'controllers/events']) {
      expect((await fetch(url + path, { method: 'HEAD' })).status).toBe(200)
    }
  })

  it('refuses to drive anything with a sentence, and knows nothing of what controllers serve', async () => {
    const { url } = await recorded()
    for (const [method, path] of [
      ['POST', 'clock/advance'],
      ['POST', 'reset'],
      ['DELETE', 'sessions/apic-1'],
      ['POST', 'controllers/fmc/faults'],
    ]) {
      const reply = await fetch(url + path, { method: method! })
      expect([reply.status, await reply.json()]).toEqual([
        409,
        { error: 'this is a recorded journal, which can only be read: drive a midrun serve' },
      ])
    }
    const { origin } = new URL(url)
    expect((await fetch(`${origin}/api/class/fvTenant.json`)).status).toBe(404)
    expect((await fetch(`${url}health`, { headers: { Origin: 'https://elsewhere.example' } })).status).toBe(
      403,
    )
    expect((await fetch(origin, { redirect: 'manual' })).headers.get('location')).toBe('/__midrun/')
  })
})
