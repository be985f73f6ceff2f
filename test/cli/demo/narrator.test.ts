import { describe, expect, it } from 'vitest'
import { Narrator } from '../../../cli/demo/narrator.js'
import { RefusedError, Scene } from '../../../cli/demo/scene.js'
import type { Act, Script, Story } from '../../../cli/demo/story.js'
import { tell } from '../../../cli/demo/telling.js'
import { folded, wrapped } from '../../../cli/demo/terminal.js'
import { InProcessStage, KeptTerminal } from './in-process-stage.js'

const MINUTE = 60_000

function act(script: Script, more: Partial<Act> = {}): Act {
  const texts = { title: 'A script', premise: 'It works.', moral: 'So it is.' }
  return { ...texts, script, rate: 60, expected: {}, reproductions: [], ...more }
}

function storyOf(...acts: Act[]): Story {
  return { controller: 'apic', name: 'APIC', things: 'tenants', toMake: 3, opening: 'Once.', acts }
}

const works: Script = async (scene) => {
  for (const _ of [1, 2, 3]) {
    scene.hasMade()
    await scene.pause(MINUTE)
  }
}

async function shown(story: Story, terminal = new KeptTerminal()): Promise<KeptTerminal> {
  const stage = new InProcessStage(story.controller)
  const narrator = new Narrator(terminal, story)
  narrator.open('https://controller.example/__midrun/')
  await stage.until(tell(story, stage, narrator, async () => narrator.askForKey()))
  return terminal
}

describe('the narrator', () => {
  it('prints plain lines where nothing can be written over', async () => {
    const { text } = await shown(storyOf(act(works)))
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none but line ends may be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
    expect(text).toContain('Watch the controller at https://controller.example/__midrun/')
    expect(text).toContain('  Finished after 00:03:00 with 3 of 3 tenants.\n  So it is.\n')
  })

  it('lets a clock be seen ticking, which leaves nothing behind', async () => {
    const live = await shown(storyOf(act(works)), new KeptTerminal({ live: true }))
    for (const tick of [
      '00:01:00  [########................] 1/3',
      '00:02:00  [################........] 2/3',
    ]) {
      expect(live.text).toContain(tick)
    }
    expect(live.lines.join('\n')).toBe((await shown(storyOf(act(works)))).text)
  })

  it('colours the end of a script, and only where there are colours', async () => {
    const dies = act(async () => {
      throw new RefusedError('no')
    })
    const colored = await shown(storyOf(dies), new KeptTerminal({ live: true, color: true }))
    expect(colored.text).toContain('\u001b[31mDead after 00:00:00 with 0 of 3 tenants.\u001b[39m')
    expect((await shown(storyOf(dies), new KeptTerminal({ live: true }))).text).not.toContain('\u001b[3')
  })

  it('shows a refusal as it was on the wire once, and then its line only', async () => {
    const asks: Script = async (scene) => {
      for (const _ of [1, 2]) await scene.send({ method: 'GET', path: '/api/class/fvTenant.json' })
    }
    const { text } = await shown(storyOf(act(asks)))
    expect(text.match(/GET \/api\/class\/fvTenant.json +403 {2}refused\n/g)).toHaveLength(2)
    expect(text.match(/HTTP\/1.1 403 Forbidden/g)).toHaveLength(1)
    expect(text).toContain("The controller's journal says why: missing.")
    expect(text.replaceAll('\n            ', '')).toContain(
      '{"totalCount":"1","imdata":[{"error":{"attributes":{"code":"403","text":"Need a valid webtoken cookie',
    )
  })

  it('fits in 80 columns', async () => {
    const asks: Script = (scene) =>
      scene.send({ method: 'GET', path: `/api/mo/uni/tn-${'long'.repeat(30)}.json` }).then(() => {})
    const { lines } = await shown(storyOf(act(asks, { moral: 'word '.repeat(60).trim() })))
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80)
  })

  it('is told nothing of requests that are not of the story', async () => {
    const stage = new InProcessStage('apic')
    const narrated: string[] = []
    const audience = { exchange: () => narrated.push('exchange'), progress: () => {}, remark: () => {} }
    const visited = act(async (scene) => {
      stage.simulator.handle({
        method: 'GET',
        target: '/api/class/fvTenant.json',
        headers: { host: 'controller.example', 'user-agent': 'curl/8.5.0' },
        body: '',
        address: '127.0.0.1',
        scheme: 'https',
      })
      await scene.pause(MINUTE)
    })
    const outcome = await stage.until(new Scene(stage, visited, audience).play())
    expect(outcome).toMatchObject({ ending: 'finished', sessionRefusals: 0 })
    expect(narrated).toEqual([])
  })

  it('stops a script before one login more than it may have', async () => {
    const login = {
      method: 'POST',
      path: '/api/aaaLogin.json',
      body: JSON.stringify({ aaaUser: { attributes: { name: 'operator', pwd: 'midrun' } } }),
    }
    const hammers: Script = async (scene) => {
      for (;;) await scene.logIn(login)
    }
    const stage = new InProcessStage('apic')
    const story = storyOf(act(hammers, { mostLogins: 4, expected: { ending: 'stopped', logins: 4 } }))
    const told = tell(story, stage, new Narrator(new KeptTerminal(), story), async () => {})
    expect(await stage.until(told)).toBeUndefined()
  })
})

describe('texts on a terminal', () => {
  it('are broken between words', () => {
    expect(wrapped('a '.repeat(50).trim(), '  ')).toEqual([
      `  ${'a '.repeat(39).trim()}`,
      `  ${'a '.repeat(11).trim()}`,
    ])
  })

  it('of a wire lose nothing and gain nothing', () => {
    const text = `{"first":"${'x'.repeat(90)}","second":[1,2,3,"${'y z,'.repeat(40)}"]}`
    const lines = folded(text, '    ')
    expect(lines.map((line) => line.slice(4)).join('')).toBe(text)
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80)
  })
})
