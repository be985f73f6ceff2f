import { z } from 'zod'
import { byRelease, type Preset } from '../releases.js'

/** Options of the configuration API. */
export const objectOptionsSchema = z
  .strictObject({
    missingMemberStatus: z
      .union([z.literal(422), z.literal(400)])
      .default(422)
      .describe('Status when a required member is missing. [guess]'),
    echoedMembers: z
      .enum(['reject', 'ignore'])
      .default('reject')
      .describe('What becomes of links and metadata in a body. [C for urls: SPEC; elsewhere guess]'),
    nameTakenText: byRelease(
      'objects.nameTakenText',
      z.enum(['already-exists', 'validation-failed', 'duplicate-name']),
      'Which text says that a name is taken. [C: FMCAnsible for the first two; likely: fireREST]',
    ),
    nameTakenStatus: z
      .union([z.literal(400), z.literal(422)])
      .default(400)
      .describe('Status when a name is taken. [C: FMCAnsible; 422 is seen, too]'),
    systemObjectStatus: z
      .union([z.literal(400), z.literal(403)])
      .default(400)
      .describe('Status for a write to an object of the system. [guess]'),
    bulkPost: z
      .enum(['all-or-nothing', 'up-to-the-fault'])
      .default('all-or-nothing')
      .describe('What a bulk POST with a faulty entry leaves: nothing, or the entries before it. [guess]'),
    bulkDelete: z
      .enum(['by-version', 'on', 'off'])
      .default('by-version')
      .describe('Whether objects can be deleted in bulk; by-version: from 7.4 on, rules always. [C: TF2]'),
    nameOrValue: z
      .enum(['part', 'exact'])
      .default('part')
      .describe('Whether the filter nameOrValue looks for a part of the text or for the whole. [guess]'),
    doubledMetadata: z
      .boolean()
      .default(false)
      .describe('Whether device groups have the member metadata twice, as some releases do. [likely: TF2]'),
  })
  .prefault({})
  .describe('How configuration is read and written.')

/** Options of the configuration API with defaults filled in. */
export type ObjectOptions = z.output<typeof objectOptionsSchema> & {
  nameTakenText: Preset['objects.nameTakenText']
}
