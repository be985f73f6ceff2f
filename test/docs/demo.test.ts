import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { Narrator } from '../../cli/demo/narrator.js'
import { STORIES } from '../../cli/demo/stories/index.js'
import { tell } from '../../cli/demo/telling.js'
import { InProcessStage, KeptTerminal } from '../cli/demo/in-process-stage.js'

const page = await readFile(new URL('../../docs/demo.md', import.meta.url), 'utf8')

/** What is the same each time: real requests take a moment, and a token ends at an instant of its own. */
function withoutTimes(text: string): string {
  return text.replaceAll(/\d\d:\d\d:\d\d/g, 'hh:mm:ss').replaceAll(/exp \d{4}-\d\d-\d\d/g, 'exp on a day')
}

describe('docs/demo.md', () => {
  const quoted = [...page.matchAll(/```text\n([\s\S]*?)\n```/g)].map(([, text]) => text!)

  it.each(Object.values(STORIES).map((story, index) => [story.controller, story, quoted[index]!] as const))(
    'quotes what is printed of %s',
    async (controller, story, text) => {
      const terminal = new KeptTerminal()
      const stage = new InProcessStage(controller)
      const narrator = new Narrator(terminal, story)
      narrator.open('https://127.0.0.1:8443/__midrun/')
      await stage.until(tell(story, stage, narrator, async () => {}))
      expect(withoutTimes(terminal.text)).toContain(withoutTimes(text))
    },
  )
})
