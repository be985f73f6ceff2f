import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import { describe, expect, it } from 'vitest'
import { htmlReport } from '../../../conformance/reports/html.js'
import { hostileText, refusedWith } from './hostile-recordings.js'
import { runOfEachVerdict, runOfRefusals, runThatHasItAll } from './reported-runs.js'

/** An element of a page, without its children. */
interface PageElement {
  name: string
  attributes: Record<string, string>
  /** Its own text and that of its children. */
  text: string
}

/** Reads a page as XML, in document order. @throws Error where it is not well formed */
function elementsOf(page: string): PageElement[] {
  const elements: PageElement[] = []
  const open: PageElement[] = []
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes: attributes as Record<string, string>, text: '' }
    elements.push(element)
    open.push(element)
  })
  parser.on('text', (text) => {
    for (const element of open) element.text += text
  })
  parser.on('closetag', () => void open.pop())
  parser.write(page).close()
  return elements
}

const classed = (elements: PageElement[], name: string) =>
  elements.filter(({ attributes }) => attributes.class?.split(' ').includes(name))

/** What a page is made of, whatever text stands in it. */
const skeleton = (page: string) =>
  elementsOf(page).map(({ name, attributes }) => `${name} ${Object.keys(attributes).join(' ')}`)

describe('htmlReport', () => {
  it('tells conclusion, totals and what needs work first', async () => {
    const elements = elementsOf(htmlReport(await runOfEachVerdict()))

    expect(elements.find(({ name }) => name === 'title')?.text).toBe(
      'midrun judge: apic: The client does not conform.',
    )
    expect(classed(elements, 'totals')[0]?.text).toBe('1 fail1 known1 error1 advice1 pass1 not exercised')
    expect(elements.filter(({ name }) => name === 'h3').map(({ text }) => text)).toEqual([
      'FAIL session.no-expired-token',
      'known caller.refused-served',
      'ERROR renewal.single-flight',
      'advice requests.back-off',
    ])
    expect(elements.filter(({ name }) => name === 'summary').map(({ text }) => text)).toEqual([
      'Passed (1)',
      'Not exercised (1)',
    ])
    expect(elements.some(({ text }) => text === 'Known until 2026-12-31: The vendor has a fix # soon')).toBe(
      true,
    )
  })

  it('shows evidence as a time line, with what passed in between', async () => {
    const elements = elementsOf(htmlReport(await runOfEachVerdict()))
    const first = elements.findIndex(({ attributes }) => attributes.class === 'exchanges')
    const lines = elements.slice(first).filter(({ name }) => name === 'li')

    expect(lines.slice(0, 2).map(({ text, attributes }) => [attributes.class, text])).toEqual([
      ['on-other', '5 ms session apic-1 born'],
      [
        'on-fail',
        '10 min 0.025 s +10 min 0.02 sGET /api/node/mo/uni/tn-common.json?_dc=2 -> 403 (refused: token-expired)',
      ],
    ])
  })

  it('draws how time passed: requests by outcome, and the life of the session', async () => {
    const elements = elementsOf(htmlReport(await runOfEachVerdict()))
    const marks = elements.filter(({ name }) => name === 'rect').map(({ attributes }) => attributes.class)

    expect(marks.toSorted()).toEqual(['bar', 'refused', 'renewed', 'served'].toSorted())
    expect(elements.find(({ name }) => name === 'svg')?.attributes['aria-label']).toBe(
      '3 requests and 1 session between 5 ms and 10 min 0.025 s',
    )
  })

  it('needs nothing from anywhere, and no script', async () => {
    const elements = elementsOf(htmlReport(runThatHasItAll(refusedWith('/a', 'GET'), 'no request')))
    const policy = elements.find(({ attributes }) => attributes['http-equiv'] === 'Content-Security-Policy')

    expect(policy?.attributes.content).toBe("default-src 'none'; style-src 'unsafe-inline'")
    expect(elements.filter(({ name }) => /^(script|link|img|iframe|object|embed|form)$/.test(name))).toEqual(
      [],
    )
    const targets = elements.flatMap(({ attributes: { href = '#', src = '#' } }) => [href, src])
    expect(targets.filter((target) => !target.startsWith('#'))).toEqual([])
    expect(elements.find(({ name }) => name === 'style')?.text).not.toMatch(/url\(|@import/)
  })

  it('can be read and walked without a mouse', async () => {
    const elements = elementsOf(htmlReport(runThatHasItAll(refusedWith('/a', 'GET'), 'no request')))
    const ids = elements.flatMap(({ attributes: { id } }) => (id === undefined ? [] : [id]))

    expect(new Set(ids).size).toBe(ids.length)
    for (const { attributes } of elements) {
      if (attributes.href !== undefined) expect(ids).toContain(attributes.href.slice(1))
      if (attributes['aria-labelledby'] !== undefined) expect(ids).toContain(attributes['aria-labelledby'])
    }
    expect(
      elements.filter(({ attributes }) => attributes.class === 'wide').map(({ attributes }) => attributes),
    ).toEqual([{ class: 'wide', tabindex: '0', 'aria-label': 'Scenarios' }])
    expect(elements.find(({ name }) => name === 'html')?.attributes.lang).toBe('en')
  })

  it('is made of the same elements and attributes whatever a client sent', () => {
    const plain = skeleton(htmlReport(runThatHasItAll(refusedWith('/a', 'GET'), 'no request')))
    fc.assert(
      fc.property(hostileText, hostileText, hostileText, (target, user, reason) => {
        const page = htmlReport(runThatHasItAll(refusedWith(target, user), reason))
        expect(skeleton(page)).toEqual(plain)
        expect(page.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e\p{Cs}]/u)
      }),
    )
  })

  it('stays small however many requests there were', () => {
    const recording = refusedWith('/a', 'GET')
    const [entry] = recording.exchanges
    const exchanges = Array.from({ length: 20_000 }, (_, seq) => ({ ...entry!, seq, atMs: seq }))
    const long = { ...recording, entries: exchanges, exchanges }

    expect(htmlReport(runOfRefusals(long)).length).toBeLessThan(60_000)
  })
})
