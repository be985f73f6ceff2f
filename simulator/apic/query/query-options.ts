import type { MoClass } from '../model/classes.js'
import { classNamed } from '../model/distinguished-name.js'
import { percentDecode } from '../query-string.js'
import { compileFilter, type Filter } from './filter.js'
import { type PropertyReference, propertyReference } from './property-reference.js'
import { SELECTIONS, type Selection } from './property-selection.js'
import { invalidOption } from './query-errors.js'

const TARGETS = ['self', 'children', 'subtree'] as const
const DEPTHS = ['no', 'children', 'full'] as const

/**
 * Classes that each category of `rsp-subtree-include` shows [categories C: CO, PY]. Most have no objects here, so asking
 * for them shows nothing.
 */
const CATEGORIES: Readonly<Record<string, (cls: MoClass) => boolean>> = {
  relations: ({ isRelation }) => isRelation,
  ...Object.fromEntries(
    [
      'audit-logs',
      'deployment-records',
      'ep-records',
      'event-logs',
      'fault-records',
      'faults',
      'health',
      'health-records',
      'stats',
      'tasks',
    ].map((category) => [category, () => false]),
  ),
}

/**
 * Form of the product's class names. In `rsp-subtree-class` clients list many classes that are not modelled here [AN]: they
 * match nothing, whereas a real controller knows them.
 */
const CLASS_NAME = /^[a-z][a-z0-9]*[A-Z]\w*$/

/** What a read asks for. */
export interface Query {
  /** Which objects, seen from those that the path names. */
  target: (typeof TARGETS)[number]
  targetClasses: ReadonlySet<string> | undefined
  filter: Filter | undefined
  /** How much of what is below each object is shown inside it. */
  depth: (typeof DEPTHS)[number]
  subtreeClasses: ReadonlySet<string> | undefined
  subtreeFilter: Filter | undefined
  /** Classes that are shown below each object because of `rsp-subtree-include`; undefined without a category. */
  category: ((cls: MoClass) => boolean) | undefined
  /** Whether only the number of objects is wanted. */
  count: boolean
  /** Whether objects with nothing to show below them are left out. */
  required: boolean
  /** Whether what is below is shown in place of the objects. */
  noScoped: boolean
  selection: Selection
  order: readonly (PropertyReference & { descending: boolean })[]
  /** From 0. */
  page: number
  /** Undefined: everything. */
  pageSize: number | undefined
}

/** A query that asks for nothing in particular. */
export const PLAIN_QUERY: Readonly<Query> = {
  target: 'self',
  targetClasses: undefined,
  filter: undefined,
  depth: 'no',
  subtreeClasses: undefined,
  subtreeFilter: undefined,
  category: undefined,
  count: false,
  required: false,
  noScoped: false,
  selection: 'all',
  order: [],
  page: 0,
  pageSize: undefined,
}

/** Reads one option into a query. */
const OPTIONS: Readonly<Record<string, (query: Query, value: string, name: string) => void>> = {
  'query-target': (query, value, name) => {
    query.target = oneOf(TARGETS, value, name)
  },
  'target-subtree-class': (query, value) => {
    query.targetClasses = classList(value)
    for (const name of query.targetClasses ?? []) classNamed(name)
  },
  'query-target-filter': (query, value) => {
    query.filter = value === '' ? undefined : compileFilter(value)
  },
  'rsp-subtree': (query, value, name) => {
    query.depth = oneOf(DEPTHS, value, name)
  },
  'rsp-subtree-class': (query, value) => {
    query.subtreeClasses = classList(value)
    for (const name of query.subtreeClasses ?? []) if (!CLASS_NAME.test(name)) classNamed(name)
  },
  'rsp-subtree-filter': (query, value) => {
    query.subtreeFilter = value === '' ? undefined : compileFilter(value)
  },
  'rsp-subtree-include': readInclude,
  'rsp-prop-include': (query, value, name) => {
    query.selection = oneOf(SELECTIONS, value, name)
  },
  'order-by': (query, value) => {
    query.order = value.split(',').map(orderKey)
  },
  page: (query, value) => {
    // A page that is no number counts as the first (guess).
    query.page = wholeNumber(value) ?? 0
  },
  'page-size': (query, value) => {
    const size = wholeNumber(value)
    query.pageSize = size === 0 ? undefined : size
  },
}

/**
 * Reads a query string; options that it does not know mean nothing [C: CO sends `_dc`].
 * @param text without `?`, percent-encoded as it came; split first and decoded after
 * @throws ApicError for classes, properties and filters that do not exist, and values that an option does not have
 */
export function readQuery(text: string): Readonly<Query> {
  let query: Query | undefined
  for (const pair of text.split('&')) {
    const equals = pair.indexOf('=')
    const name = equals < 0 ? pair : pair.slice(0, equals)
    if (equals < 0 || !Object.hasOwn(OPTIONS, name)) continue
    query ??= { ...PLAIN_QUERY }
    OPTIONS[name]!(query, percentDecode(pair.slice(equals + 1)), name)
  }
  if (query === undefined) return PLAIN_QUERY
  // Where only a category is asked for, it is looked for among the children.
  if (query.category !== undefined && query.depth === 'no') {
    return { ...query, depth: 'children', subtreeClasses: new Set() }
  }
  return query
}

/** The same query string without its page, which tells pages of one result apart from each other. */
export function withoutPage(text: string): string {
  return text
    .split('&')
    .filter((pair) => !pair.startsWith('page=') && !pair.startsWith('_dc='))
    .join('&')
}

function readInclude(query: Query, value: string, name: string): void {
  const shown: ((cls: MoClass) => boolean)[] = []
  for (const word of value.split(',')) {
    if (word === 'count') query.count = true
    else if (word === 'required') query.required = true
    else if (word === 'no-scoped') query.noScoped = true
    else if (word === 'subtree') query.depth = 'full'
    else if (Object.hasOwn(CATEGORIES, word)) shown.push(CATEGORIES[word]!)
    else if (word !== '') throw invalidOption(name, value)
  }
  if (shown.length > 0) query.category = (cls) => shown.some((shows) => shows(cls))
}

function oneOf<Word extends string>(words: readonly Word[], value: string, option: string): Word {
  const found = words.find((word) => word === value)
  if (found === undefined) throw invalidOption(option, value)
  return found
}

function classList(value: string): ReadonlySet<string> | undefined {
  const names = value.split(',').filter((name) => name !== '')
  return names.length === 0 ? undefined : new Set(names)
}

function orderKey(value: string): Query['order'][number] {
  const [text = '', direction = 'asc'] = value.trim().split('|')
  const reference = propertyReference(text)
  if (reference === undefined || (direction !== 'asc' && direction !== 'desc')) {
    throw invalidOption('order-by', value)
  }
  return { ...reference, descending: direction === 'desc' }
}

function wholeNumber(value: string): number | undefined {
  return /^\d{1,9}$/.test(value) ? Number(value) : undefined
}
