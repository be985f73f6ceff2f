import { noSuchFilter } from '../errors.js'
import type { MoClass } from '../model/classes.js'
import { compareValues, propertyReference } from './property-reference.js'
import { malformedFilter } from './query-errors.js'
import { compileWildcard } from './wildcard.js'

/** Whether an object passes, which has these values of its properties. */
export type Filter = (cls: MoClass, attributes: Readonly<Record<string, string>>) => boolean

type ValueTest = (value: string) => boolean

/** How deep filters may nest; far above what clients build. */
const DEEPEST_NESTING = 64

/** Comparisons, by name: how many values they take, and what they make of them [C: CO, PY, TK]. */
const COMPARISONS: Readonly<Record<string, { values: number; test: (...values: string[]) => ValueTest }>> = {
  eq: { values: 1, test: (wanted) => (value) => value === wanted },
  ne: { values: 1, test: (unwanted) => (value) => value !== unwanted },
  lt: { values: 1, test: (limit) => (value) => compareValues(value, limit!) < 0 },
  gt: { values: 1, test: (limit) => (value) => compareValues(value, limit!) > 0 },
  le: { values: 1, test: (limit) => (value) => compareValues(value, limit!) <= 0 },
  ge: { values: 1, test: (limit) => (value) => compareValues(value, limit!) >= 0 },
  bw: {
    values: 2,
    test: (from, to) => (value) => compareValues(value, from!) >= 0 && compareValues(value, to!) <= 0,
  },
  wcard: { values: 1, test: (pattern) => compileWildcard(pattern!) },
  anybit: {
    values: 1,
    test: (bits) => {
      const wanted = new Set(bits!.split(',').map((bit) => bit.trim()))
      return (value) => value.split(',').some((bit) => wanted.has(bit))
    },
  },
}

/** Connectives, by name; `allbit` is refused as an unknown filter [L: NI]. */
const CONNECTIVES: Readonly<Record<string, (parts: readonly Filter[]) => Filter>> = {
  and: (parts) => (cls, attributes) => parts.every((part) => part(cls, attributes)),
  or: (parts) => (cls, attributes) => parts.some((part) => part(cls, attributes)),
  xor: (parts) => (cls, attributes) => parts.filter((part) => part(cls, attributes)).length % 2 === 1,
  not:
    ([part]) =>
    (cls, attributes) =>
      !part!(cls, attributes),
}

const CONSTANTS: Readonly<Record<string, Filter>> = { true: () => true, false: () => false }

/**
 * Compiles a filter such as `and(eq(fvTenant.name,"a"),not(wcard(fvTenant.descr,"^x")))`. Spaces between its parts,
 * values without quotes and missing parentheses at its end are tolerated [C: AP, CO live test; without quotes guess]. A
 * comparison with a property of another class than the object's does not hold [L: NI, who saw refusals too].
 * @throws ApicError 301 for an unknown function, 121 for an unknown property, 400 for an unknown class or what is no filter
 */
export function compileFilter(text: string): Filter {
  return new FilterParser(text).whole()
}

class FilterParser {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  whole(): Filter {
    const filter = this.#expression(1)
    while (this.#takes(')')) {
      // One parenthesis too many is as harmless as one too few.
    }
    if (this.#at < this.#text.length) throw malformedFilter(this.#at)
    return filter
  }

  #expression(depth: number): Filter {
    if (depth > DEEPEST_NESTING) throw malformedFilter(this.#at)
    const start = this.#at
    const name = this.#word(/[A-Za-z]+/y)
    if (name === '') throw malformedFilter(start)
    const constant = Object.hasOwn(CONSTANTS, name) ? CONSTANTS[name] : undefined
    if (!this.#takes('(')) {
      if (constant === undefined) throw malformedFilter(this.#at)
      return constant
    }
    if (constant !== undefined) {
      this.#close()
      return constant
    }
    if (Object.hasOwn(CONNECTIVES, name)) return this.#connective(name, depth)
    if (Object.hasOwn(COMPARISONS, name)) return this.#comparison(name)
    throw noSuchFilter()
  }

  #connective(name: string, depth: number): Filter {
    const parts = [this.#expression(depth + 1)]
    while (this.#takes(',')) parts.push(this.#expression(depth + 1))
    if (name === 'not' && parts.length > 1) throw malformedFilter(this.#at)
    this.#close()
    return CONNECTIVES[name]!(parts)
  }

  #comparison(name: string): Filter {
    const { values: count, test } = COMPARISONS[name]!
    const start = this.#at
    const reference = propertyReference(this.#word(/[\w.]+/y))
    if (reference === undefined) throw malformedFilter(start)
    const values: string[] = []
    while (values.length < count) {
      if (!this.#takes(',')) throw malformedFilter(this.#at)
      values.push(this.#value())
    }
    this.#close()
    const { cls: wantedClass, property } = reference
    const holds = test(...values)
    return (cls, attributes) => cls === wantedClass && holds(attributes[property] ?? '')
  }

  #value(): string {
    this.#skipSpaces()
    const quote = this.#text[this.#at]
    if (quote !== '"' && quote !== "'") return this.#word(/[^,)]*/y).trimEnd()
    const end = this.#text.indexOf(quote, this.#at + 1)
    if (end < 0) throw malformedFilter(this.#at)
    const value = this.#text.slice(this.#at + 1, end)
    this.#at = end + 1
    return value
  }

  #close(): void {
    if (this.#takes(')')) return
    if (this.#at < this.#text.length) throw malformedFilter(this.#at)
  }

  /** @param pattern sticky */
  #word(pattern: RegExp): string {
    this.#skipSpaces()
    pattern.lastIndex = this.#at
    const word = pattern.exec(this.#text)?.[0] ?? ''
    this.#at += word.length
    return word
  }

  #takes(char: string): boolean {
    this.#skipSpaces()
    if (this.#text[this.#at] !== char) return false
    this.#at++
    this.#skipSpaces()
    return true
  }

  #skipSpaces(): void {
    while (this.#text[this.#at] === ' ') this.#at++
  }
}
