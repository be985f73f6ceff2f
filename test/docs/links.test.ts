import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const ROOT = new URL('../../', import.meta.url)
const pages = [
  'README.md',
  'CHANGELOG.md',
  ...(await readdir(new URL('docs/', ROOT)))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]

/** Targets of the links of a page, outside of code; without those that lead to other sites. */
function relativeLinks(markdown: string): string[] {
  const prose = markdown.replaceAll(/^```[\s\S]*?^```/gm, '')
  return [...prose.matchAll(/\]\(([^()\s]+)\)/g)]
    .map(([, target]) => target!)
    .filter((target) => !/^[a-z][a-z0-9+.-]*:/i.test(target))
}

/** The anchors that a page's headings make, as GitHub makes them. */
function anchorsOf(markdown: string): string[] {
  const prose = markdown.replaceAll(/^```[\s\S]*?^```/gm, '')
  return [...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )
}

describe.each(pages)('%s', (page) => {
  it('has no relative link that leads nowhere', async () => {
    const here = new URL(page, ROOT)
    const markdown = await readFile(here, 'utf8')
    const dead: string[] = []
    for (const link of relativeLinks(markdown)) {
      const [path = '', anchor] = link.split('#')
      const target = path === '' ? here : new URL(path, here)
      if (!existsSync(fileURLToPath(target))) dead.push(link)
      else if (anchor !== undefined && !anchorsOf(await readFile(target, 'utf8')).includes(anchor))
        dead.push(link)
    }

    expect(dead).toEqual([])
  })
})

it('finds links, and tells those of other sites', () => {
  const markdown = '[a](b.md) and [c](https://example.net/d.md)\n\n```ts\nf[0](g)\n```\n\n[e](#f)'

  expect(relativeLinks(markdown)).toEqual(['b.md', '#f'])
})
