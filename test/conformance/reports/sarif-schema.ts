import { z } from 'zod'

// The part of SARIF 2.1.0 (OASIS standard, section 3) that reports use, with the constraints of its schema.
const message = z.strictObject({ text: z.string().min(1) })
const bag = z.looseObject({ tags: z.array(z.string()).optional() })
const level = z.enum(['none', 'note', 'warning', 'error'])
const uri = z.string().regex(/^(?:[a-z][a-z0-9+.-]*:)?(?:[\w.~!$&'()*+,;=:@/-]|%[0-9A-F]{2})+$/i)
const location = z.strictObject({
  physicalLocation: z
    .strictObject({
      artifactLocation: z.strictObject({ uri }),
      region: z.strictObject({ startLine: z.number().int().min(1) }),
    })
    .optional(),
  logicalLocations: z
    .array(z.strictObject({ fullyQualifiedName: z.string(), kind: z.string() }))
    .min(1)
    .optional(),
  message: message.optional(),
})
const threadFlowLocation = z.strictObject({
  location,
  executionOrder: z.number().int().min(0),
  properties: bag,
})
const result = z.strictObject({
  ruleId: z.string(),
  ruleIndex: z.number().int().min(0),
  level,
  message,
  locations: z.array(location).min(1),
  partialFingerprints: z.record(z.string(), z.string()),
  codeFlows: z.array(
    z.strictObject({
      message,
      threadFlows: z.array(z.strictObject({ locations: z.array(threadFlowLocation).min(1) })).min(1),
    }),
  ),
  suppressions: z
    .array(
      z.strictObject({
        kind: z.enum(['inSource', 'external']),
        status: z.enum(['accepted', 'underReview', 'rejected']),
        justification: z.string(),
      }),
    )
    .optional(),
  properties: bag,
})
const rule = z.strictObject({
  id: z.string(),
  name: z.string().regex(/^([A-Z][a-z0-9]*)+$/),
  shortDescription: message,
  fullDescription: message,
  help: message,
  defaultConfiguration: z.strictObject({ level }),
  properties: bag,
})

/** A SARIF log, as far as reports write one. */
export const sarifSchema = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z.array(
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({ name: z.string().min(1), version: z.string().min(1), rules: z.array(rule) }),
      }),
      invocations: z.array(
        z.strictObject({
          executionSuccessful: z.boolean(),
          toolExecutionNotifications: z.array(z.strictObject({ level, message })),
        }),
      ),
      columnKind: z.enum(['utf16CodeUnits', 'unicodeCodePoints']),
      results: z.array(result),
      properties: bag,
    }),
  ),
})
