import { readdir, readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { CASES } from '../../conformance/cases/index.js'
import { RULES } from '../../conformance/rules/index.js'
import { CONTROLLER_KINDS } from '../../simulator/index.js'
import { optionRows } from '../../simulator/options-table.js'

const ROOT = new URL('../../', import.meta.url)
const page = await readFile(new URL('docs/sources.md', ROOT), 'utf8')

/** Tags in the first column of a table, each in backquotes. */
const explained = [...page.matchAll(/^\| (`[^|]+`) \| (?!confirmed|likely|assumed)/gm)].flatMap(([, cell]) =>
  [...cell!.matchAll(/`([^`]+)`/g)].map(([, tag]) => tag!),
)

/** Written like tags: with two capitals or more, perhaps with parts behind hyphens; and the ones in lower case. */
const TAG = /(?<![\w/-])(?:(?=\w*[A-Z]\w*[A-Z])[A-Za-z]\w*(?:-\w+)*|fmcapi|go-fmc|wingpy)(?![\w/-])/g
/** Names of things that a text about a source is about. */
const NO_TAGS = new Set(['AOS', 'APIC-Cookie', 'HS256', 'HS512', 'JSON', 'POST', 'PUT', 'RFC'])

function tagsIn(text: string): string[] {
  return [...text.matchAll(TAG)].map(([tag]) => tag).filter((tag) => !NO_TAGS.has(tag))
}

/** What stands in square brackets, without the names of options. */
function bracketed(text: string): string[] {
  return [...text.matchAll(/\[([^[\]]+)\]/g)].map(([, remark]) => remark!.replaceAll(/option \w+/g, ''))
}

/** Whether a text in brackets says how sure something is, such as `[C: HDR, ERNW]`; code has brackets as well. */
function isMarked(remark: string): boolean {
  return /\b(?:C|L|G|confirmed|likely|guess)\b/.test(remark)
}

async function sourceFiles(): Promise<string[]> {
  const folders = ['simulator/', 'clients/', 'conformance/'].map((folder) => new URL(folder, ROOT))
  const texts = folders.map(async (folder) => {
    const names = await readdir(folder, { recursive: true })
    return Promise.all(
      names.filter((name) => name.endsWith('.ts')).map((name) => readFile(new URL(name, folder), 'utf8')),
    )
  })
  return (await Promise.all(texts)).flat()
}

describe('docs/sources.md', () => {
  it('explains each tag once', () => {
    expect(explained.length).toBeGreaterThan(40)
    expect(new Set(explained).size).toBe(explained.length)
  })

  it.each(CONTROLLER_KINDS)('explains every tag in the option descriptions of %s', (controller) => {
    const used = optionRows(controller).flatMap(({ meaning }) => bracketed(meaning).flatMap(tagsIn))

    expect(used.length).toBeGreaterThan(0)
    expect(used.filter((tag) => !explained.includes(tag))).toEqual([])
  })

  it.each(CONTROLLER_KINDS)('explains every tag in the sources of the cases of %s', (controller) => {
    const used = CASES.filter((own) => own.controller === controller).flatMap(({ source }) => tagsIn(source))

    expect(used.length).toBeGreaterThan(0)
    expect(used.filter((tag) => !explained.includes(tag))).toEqual([])
  })

  it('explains every tag in the sources of the rules', () => {
    const used = RULES.flatMap(({ source }) => tagsIn(source.replaceAll(/option \w+/g, '')))

    expect(used.length).toBeGreaterThan(0)
    expect(used.filter((tag) => !explained.includes(tag))).toEqual([])
  })

  it('explains every tag in the remarks of comments', async () => {
    const used = (await sourceFiles()).flatMap(bracketed).filter(isMarked).flatMap(tagsIn)

    expect(used.length).toBeGreaterThan(100)
    expect([...new Set(used)].filter((tag) => !explained.includes(tag))).toEqual([])
  })

  it('explains no tag that does not occur', async () => {
    const text = (await sourceFiles()).join('\n')
    const occurs = (tag: string) => new RegExp(`(?<![\\w/-])${tag}(?![\\w-])`).test(text)

    expect(explained.filter((tag) => !occurs(tag))).toEqual([])
  })
})
