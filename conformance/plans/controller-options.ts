import fc from 'fast-check'
import type { ControllerKind } from '../../simulator/index.js'
import type { Plan } from './plan.js'

/**
 * Settings of each controller that plans try: where nobody knows what the real one does, every alternative. The first
 * value of each is the default, to which a failing plan shrinks.
 */
export const OPTION_ARBITRARIES: Record<ControllerKind, fc.Arbitrary<Plan['options']>> = {
  apic: fc.record({
    refreshTimeoutSeconds: fc.constantFrom(600, 300, 1200, 9600),
    maximumLifetimeSeconds: fc.constantFrom(86_400, 3600, 7200),
    expiry: fc.constantFrom('fixed', 'sliding'),
    tokenFormat: fc.constantFrom('jwt', 'legacy'),
    oldTokenAfterRefresh: fc.constantFrom('valid-until-exp', 'invalid'),
    lastTokenClipped: fc.constantFrom(true, false),
    rbacDenyStyle: fc.constantFrom('403', '400-170'),
  }),
  fmc: fc.record({
    accessTtlSec: fc.constantFrom(1800, 600, 3600),
    browserTimeoutSec: fc.constantFrom(3600, 600, 1500),
    browserTimeoutKind: fc.constantFrom('idle', 'absolute'),
    oldTokenAfterRefresh: fc.constantFrom('invalid', 'valid-until-expiry'),
    refreshAfterExpiry: fc.constantFrom(true, false),
    writeCollision: fc.constantFrom(429, 400),
  }),
  apstra: fc.record({
    tokenTtlSeconds: fc.constantFrom(86_400, 3600, 600),
    logoutScope: fc.constantFrom('user', 'token'),
    taskDurationsMs: fc.constantFrom({ create: 2000 }, { create: 600_000 }, { create: 7_200_000 }),
    taskTimeoutMs: fc.constant(86_400_000),
  }),
}

/** Limits that a session of each controller has; plans aim at them. */
export const DEADLINES: Record<ControllerKind, readonly ('token' | 'idle' | 'absolute' | 'refresh')[]> = {
  apic: ['token', 'absolute'],
  fmc: ['token', 'refresh'],
  apstra: ['token'],
}
