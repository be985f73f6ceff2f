const PART = /\[\{(\w+)\}\]|\{(\w+)\}|([^[{]+)/g

/** Values that can name an object where no brackets protect them (guess from the product's own error texts). */
const PLAIN_NAME = /^[\w.:-]{1,64}$/

type Part = { readonly literal: string } | { readonly property: string; readonly bracketed: boolean }

/** How the relative name of a class is built: literal text and naming properties, such as `vlanns-[{name}]-{mode}`. */
export class RnFormat {
  /** Text before the first naming property; the whole RN where there is none. */
  readonly prefix: string
  /** Naming properties, in their order. */
  readonly naming: readonly string[]
  readonly #parts: readonly Part[]
  readonly #pattern: RegExp
  readonly #plain: ReadonlySet<string>

  /** @param format `{property}` stands for a plain value, `[{property}]` for one that can contain `/` */
  constructor(format: string) {
    const parts: Part[] = []
    for (const [, bracketed, plain, literal = ''] of format.matchAll(PART)) {
      const property = bracketed ?? plain
      parts.push(property === undefined ? { literal } : { property, bracketed: bracketed !== undefined })
    }
    this.#parts = parts
    this.prefix = /^[^[{]*/.exec(format)![0]
    const named = parts.filter((part) => 'property' in part)
    this.naming = named.map(({ property }) => property)
    this.#plain = new Set(named.filter(({ bracketed }) => !bracketed).map(({ property }) => property))
    const source = parts.map((part) => {
      if ('literal' in part) return part.literal.replace(/[.*+?^$()|[\]\\]/g, '\\$&')
      return part.bracketed ? '\\[(.+)\\]' : '([^[\\]/]+)'
    })
    this.#pattern = new RegExp(`^${source.join('')}$`, 's')
  }

  /** Naming values of an RN, by property; undefined when it does not have this form. */
  parse(rn: string): Record<string, string> | undefined {
    if (this.naming.length === 0) return rn === this.prefix ? {} : undefined
    const match = this.#pattern.exec(rn)
    if (match === null) return undefined
    const values: Record<string, string> = {}
    this.naming.forEach((property, index) => {
      values[property] = match[index + 1]!
    })
    return values
  }

  /** RN of an object with these naming values; one that is missing counts as empty. */
  build(values: Readonly<Record<string, string>>): string {
    let rn = ''
    for (const part of this.#parts) {
      if ('literal' in part) rn += part.literal
      else {
        const value = values[part.property] ?? ''
        rn += part.bracketed ? `[${value}]` : value
      }
    }
    return rn
  }

  /** Whether a value can stand for a naming property. */
  accepts(property: string, value: string): boolean {
    return !this.#plain.has(property) || PLAIN_NAME.test(value)
  }
}
