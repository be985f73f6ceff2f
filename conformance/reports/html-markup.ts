import { printable } from './printable.js'
import { xmlText } from './xml-text.js'

/** What may stand in a template: text, which is escaped; numbers; markup, which is not; and lists of these. */
export type MarkupPart = string | number | Markup | readonly MarkupPart[] | undefined

/** Markup that is safe to write as it is: made of literal templates, with everything else escaped. */
export class Markup {
  readonly text: string

  private constructor(text: string) {
    this.text = text
  }

  /** Joins the literal parts of a template with its values. */
  static of(literals: TemplateStringsArray, values: readonly MarkupPart[]): Markup {
    return new Markup(literals.map((literal, index) => literal + written(values[index])).join(''))
  }
}

/**
 * Tag of a template that is markup. Values are escaped, so nothing that a client sent can leave the element or the
 * quoted attribute in which it stands; undefined is nothing.
 */
export function markup(literals: TemplateStringsArray, ...values: readonly MarkupPart[]): Markup {
  return Markup.of(literals, values)
}

function written(part: MarkupPart): string {
  if (part === undefined) return ''
  if (part instanceof Markup) return part.text
  if (typeof part === 'object') return part.map(written).join('')
  return xmlText(printable(String(part)))
}
