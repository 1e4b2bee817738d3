// Random numbers that are the same in every run (mulberry32).
export function seeded(seed: number) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
  const upTo = (most: number) => Math.floor(next() * (most + 1))
  return {
    /** A whole number from 0 to `most`. */
    upTo,
    /** One of a list that is not empty. */
    pick: <T>(list: readonly T[]): T => list[upTo(list.length - 1)] as T,
  }
}
