/** The first letters of words: of Latin ones as they are written, of Chinese characters as they are spoken in pinyin. */

// The first character of each letter in the order of pinyin, which every browser knows: a character belongs to the last
// of them that is not after it. No word begins with i, u or v.
const FIRST: [letter: string, character: string][] = [['a', '阿'], ['b', '八'], ['c', '嚓'], ['d', '搭'], ['e', '蛾'], ['f', '发'], ['g', '噶'], ['h', '哈'], ['j', '击'], ['k', '喀'], ['l', '垃'], ['m', '妈'], ['n', '拿'], ['o', '哦'], ['p', '啪'], ['q', '期'], ['r', '然'], ['s', '撒'], ['t', '塌'], ['w', '挖'], ['x', '昔'], ['y', '压'], ['z', '匝']]
const order = new Intl.Collator('zh-CN-u-co-pinyin')
const HAN = /\p{Script=Han}/u

function letterOf(character: string): string {
  let letter = ''
  for (const [next, first] of FIRST) {
    if (order.compare(first, character) > 0) break
    letter = next
  }
  return letter
}

export function initials(words: string): string {
  const parts = words.toLowerCase().match(/\p{Script=Han}|[\p{L}\p{N}]+/gu) ?? []
  return parts.map((part) => (HAN.test(part) ? letterOf(part) : [...part].slice(0, 1).join(''))).join('')
}

/** How well a name answers what was typed; 0: not at all. A beginning is better than a middle, a word better than letters. */
export function fit(name: string, typed: string): number {
  const asked = typed.trim().toLowerCase()
  const text = name.toLowerCase()
  if (!asked) return 0
  if (text.startsWith(asked)) return 4
  if (text.split(/[\s，、·]+/).some((word) => word.startsWith(asked))) return 3
  if (text.includes(asked)) return 2
  return /^[a-z0-9]{2,}$/.test(asked) && initials(name).includes(asked) ? 1 : 0
}
