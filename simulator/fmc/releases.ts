import type { z } from 'zod'
import { valuesByPreset } from '../presets.js'

/** Releases that differ on the wire; `cdfmc` is the one that runs in Cisco's cloud (Security Cloud Control). */
export const RELEASES = ['6.2.3', '7.0', '7.2', '7.4.1', '7.7', '10.0', 'cdfmc'] as const

/** Name of a release. */
export type Release = (typeof RELEASES)[number]

/** What is simulated unless a release is chosen. */
export const DEFAULT_RELEASE = '7.2' satisfies Release

/** What a release sets when the option of that name is not given; those with a dot are members of another option. */
export interface Preset {
  version: string
  authentication: 'tokens' | 'bearer'
  'rate.perMinute': number
  'rate.key': 'ip' | 'user' | 'token'
  'rate.window': 'sliding' | 'fixed'
  maxPayloadBytes: number
  varyOnAccept: boolean
  childDomains: string[]
  domainPaging: 'capped' | 'offset-ignored' | 'works'
  'objects.nameTakenText': 'already-exists' | 'validation-failed' | 'duplicate-name'
}

const R7_2: Preset = {
  // [form C: fmcapi, go-fmc; build G]
  version: '7.2.4 (build 169)',
  authentication: 'tokens',
  // [C: LAB-104, go-fmc, SSOT, TF2]
  'rate.perMinute': 120,
  // [L: the quick start guides count by address, in part; G for the form of the window]
  'rate.key': 'ip',
  'rate.window': 'sliding',
  // [C: fmcapi, fireREST, TF2]
  maxPayloadBytes: 2_048_000,
  // [C: CAP-2024]
  varyOnAccept: true,
  // [L: TF2, that it is broken before 10.0; G how]
  domainPaging: 'capped',
  // [G]
  childDomains: ['Global/Devel'],
  // [C: FMCAnsible]
  'objects.nameTakenText': 'already-exists',
}

const R7_0: Preset = {
  ...R7_2,
  // [release C: fireREST #75; build G]
  version: '7.0.4 (build 55)',
  // [C in 2020: CAP-2020; G for 7.0]
  varyOnAccept: false,
}

const R6_2_3: Preset = {
  ...R7_0,
  // [build G]
  version: '6.2.3 (build 83)',
  // [L: QSG, of that release; perhaps a misprint]
  maxPayloadBytes: 20_480,
  // [words L: fireREST]
  'objects.nameTakenText': 'duplicate-name',
}

const R7_4_1: Preset = {
  ...R7_2,
  // [build G]
  version: '7.4.1 (build 172)',
  // [C: go-fmc, TF2; from 7.6 on by wingpy]
  'rate.perMinute': 300,
}

/** The defaults of each release. */
export const PRESETS: Readonly<Record<Release, Preset>> = {
  '6.2.3': R6_2_3,
  '7.0': R7_0,
  '7.2': R7_2,
  '7.4.1': R7_4_1,
  // [build G]
  '7.7': { ...R7_4_1, version: '7.7.0 (build 89)' },
  // [paging L: TF2; build G]
  '10.0': { ...R7_4_1, version: '10.0.0 (build 140)', domainPaging: 'works' },
  // [bearer C: go-fmc, fmcapi, fireREST; no limit is published, so the numbers are G; version G]
  cdfmc: {
    ...R7_4_1,
    version: '7.7.0 (build 89)',
    authentication: 'bearer',
    'rate.key': 'user',
    domainPaging: 'works',
    // [C: go-fmc, fmcapi]
    childDomains: [],
  },
}

/**
 * An option that each release has a default of its own for; its description tells them all.
 * @param meaning sentence that says what the option decides, with its sources
 */
export function byRelease<Schema extends z.ZodType>(
  name: keyof Preset,
  schema: Schema,
  meaning: string,
): z.ZodOptional<Schema> {
  const description = `${meaning} ${valuesByPreset(PRESETS, name)}.`
  return schema.optional().meta({ description, default: PRESETS[DEFAULT_RELEASE][name] })
}
