import { z } from 'zod'
import { API_ERRORS, type ApiErrorName } from './error-catalogue.js'

/** Option `messages`: the text of each error in the catalogue. */
export const errorTextsSchema = z.strictObject(
  Object.fromEntries(
    Object.entries(API_ERRORS).map(([name, { status, text, when }]) => [
      name,
      z.string().min(1).default(text).describe(`${status}. ${when}`),
    ]),
  ) as Record<ApiErrorName, z.ZodDefault<z.ZodString>>,
)
