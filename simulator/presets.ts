/**
 * What one option is by default under each of several presets, for its description:
 * `6.2.3, 7.0: false; 7.2: true`.
 * @param presets option defaults by the name of their preset
 */
export function valuesByPreset<Preset extends object>(
  presets: Readonly<Record<string, Preset>>,
  option: keyof Preset,
): string {
  const names = new Map<string, string[]>()
  for (const [name, preset] of Object.entries(presets)) {
    const value = JSON.stringify(preset[option])
    const known = names.get(value)
    if (known === undefined) names.set(value, [name])
    else known.push(name)
  }
  return [...names].map(([value, those]) => `${those.join(', ')}: ${value}`).join('; ')
}
