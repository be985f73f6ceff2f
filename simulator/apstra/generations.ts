/** Product generations that differ on the wire: AOS 1.x, AOS 2.x and 3.x, Apstra 4.x, 5.x and 6.x. */
export const GENERATIONS = ['G1', 'G2', 'G4', 'G5', 'G6'] as const

/** Name of a product generation. */
export type Generation = (typeof GENERATIONS)[number]

/** What a generation sets when the option of that name is not given. */
export interface Preset {
  version: string
  build: string
  buildDatetime: string
  versionForm: 'short' | 'full' | 'hotfix'
  loginPaths: ('user' | 'aaa')[]
  userManagement: boolean
  whoAmI: boolean
  tokenAlgorithm: 'HS512' | 'HS256'
  tokenHeaderOrder: 'typ-first' | 'alg-first'
  tokenClaimOrder: 'session-first' | 'created-first'
  passwordLimiterEnabled: boolean
  blueprintLabelKey: 'label' | 'display_name'
  controllerId: boolean
  saml: boolean
  poolCreateStatus: 201 | 202
  poolUsage: boolean
  lockStatus: 'none' | 'without-type' | 'full'
}

const G2: Preset = {
  // [token C: 12 tokens; versions L: APY]
  version: '3.3.0',
  build: '730',
  buildDatetime: '2020-08-15_02:00:23_PDT',
  versionForm: 'full',
  loginPaths: ['user', 'aaa'],
  userManagement: true,
  // Gone by 2.1. [L: SPEC6]
  whoAmI: false,
  tokenAlgorithm: 'HS256',
  tokenHeaderOrder: 'alg-first',
  tokenClaimOrder: 'created-first',
  // [G; there from 4.1, C: UG]
  passwordLimiterEnabled: false,
  blueprintLabelKey: 'label',
  controllerId: false,
  saml: false,
  // [G after 4.0]
  poolCreateStatus: 202,
  poolUsage: false,
  // [G; lock_type since 5.1, C: SPEC6, GOSDK]
  lockStatus: 'without-type',
}

const G1: Preset = {
  ...G2,
  // [C: PYEZ, the guide of its sessions]
  version: '1.1.0',
  build: '11',
  buildDatetime: '2016-12-12_16:46:51_PST',
  versionForm: 'short',
  loginPaths: ['user'],
  // No client of 1.x goes below /api/aaa. [L: PYEZ]
  userManagement: false,
  whoAmI: true,
  blueprintLabelKey: 'display_name',
  // [G]
  poolCreateStatus: 201,
  lockStatus: 'none',
}

const G4: Preset = {
  ...G2,
  // [release C: GOSDK; build and time G]
  version: '4.2.0',
  build: '236',
  buildDatetime: '2023-10-06_10:00:00_UTC',
  tokenAlgorithm: 'HS512',
  passwordLimiterEnabled: true,
  // [C: NCH]
  poolUsage: true,
}

const G5: Preset = {
  ...G4,
  version: '5.1.0',
  build: '64',
  buildDatetime: '2024-11-27_10:00:00_UTC',
  // [C: 12 tokens]
  tokenHeaderOrder: 'typ-first',
  tokenClaimOrder: 'session-first',
  // [L: SPEC6]
  saml: true,
  // [G after 6.0]
  poolCreateStatus: 201,
  lockStatus: 'full',
}

const G6: Preset = {
  // [token as in 5.x: G; the rest C: SPEC6]
  ...G5,
  version: '6.0.0',
  build: '189',
  buildDatetime: '2025-06-30_10:00:00_UTC',
  versionForm: 'hotfix',
  controllerId: true,
}

/** Defaults of the options that depend on the generation. */
export const PRESETS: Readonly<Record<Generation, Readonly<Preset>>> = { G1, G2, G4, G5, G6 }

/** The generation that is simulated unless another one is chosen. */
export const DEFAULT_GENERATION: Generation = 'G5'

/** Says which value each generation gives to an option: `G1, G2: "HS256"; G4, G5, G6: "HS512"`. */
export function presetValues(name: keyof Preset): string {
  const generationsOf = new Map<string, Generation[]>()
  for (const generation of GENERATIONS) {
    const value = JSON.stringify(PRESETS[generation][name])
    generationsOf.set(value, [...(generationsOf.get(value) ?? []), generation])
  }
  return [...generationsOf].map(([value, generations]) => `${generations.join(', ')}: ${value}`).join('; ')
}
