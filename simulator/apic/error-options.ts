import { z } from 'zod'
import { filledIn } from '../text.js'
import { type CatalogueEntry, type CatalogueName, ERROR_CATALOGUE } from './error-catalogue.js'
import type { ApicError } from './errors.js'

const answerSchema = z.union([
  z.string(),
  z.strictObject({
    status: z.number().int().min(200).max(599).optional(),
    code: z.number().int().nonnegative().optional(),
    text: z.string().optional(),
  }),
])

const OCCASIONED = Object.entries<CatalogueEntry>(ERROR_CATALOGUE).filter(
  ([, { byFaultOnly }]) => byFaultOnly !== true,
)

/** Option `errors`: another text, HTTP status or code for any entry of the catalogue. */
export const errorAnswersSchema = z.strictObject(
  Object.fromEntries(
    OCCASIONED.map(([name, { status, code, text, source }]) => [
      name,
      answerSchema
        .optional()
        .describe(`${status}, code ${code}, ${text === '' ? 'no text' : `\`${text}\``} ${source}`),
    ]),
  ) as Record<CatalogueName, z.ZodOptional<typeof answerSchema>>,
)

/** What the options say of errors. */
export type ErrorAnswers = z.output<typeof errorAnswersSchema>

/** Status, code and text with which an error goes out. */
export function answerTo(
  { status, code, message, occasion }: ApicError,
  answers: ErrorAnswers,
): { status: number; code: number; text: string } {
  const own = occasion && answers[occasion.name]
  if (own === undefined) return { status, code, text: message }
  const { text, ...rest } = typeof own === 'string' ? { text: own } : own
  return {
    status,
    code,
    ...rest,
    text: text === undefined ? message : filledIn(text, occasion!.values),
  }
}
