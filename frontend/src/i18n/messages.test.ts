import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, type SFCTemplateBlock } from 'vue/compiler-sfc'
import { describe, expect, it } from 'vitest'
import en from './en.json'
import { i18n, speak } from './index'
import zh from './zh-CN.json'

type Tree = { [key: string]: string | Tree }
const flat = (tree: Tree, path = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' ? [[path + key, value] as [string, string]] : flat(value, `${path}${key}.`)))
const chinese = new Map(flat(zh))
const english = new Map(flat(en))
const SOURCE = join(import.meta.dirname, '..')
const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
const read = (name: string) => readFileSync(join(SOURCE, name), 'utf8')
const code = files.filter((name) => /\.(vue|ts)$/.test(name) && !name.endsWith('.test.ts') && !name.endsWith('schema.ts'))
const parts = files.filter((name) => name.endsWith('.vue'))

type Node = { type: number; content?: unknown; children?: Node[]; props?: { type: number; name: string; value?: { content: string } }[] }
const ELEMENT = 1
const TEXT = 2
const ATTRIBUTE = 6
const SPOKEN = ['title', 'placeholder', 'aria-label', 'alt', 'label']

function literals(node: Node): string[] {
  const own = node.type === TEXT && typeof node.content === 'string' ? [node.content] : []
  const spoken = node.type === ELEMENT ? (node.props ?? []).filter((prop) => prop.type === ATTRIBUTE && SPOKEN.includes(prop.name)).map((prop) => prop.value?.content ?? '') : []
  return [...own, ...spoken, ...(node.children ?? []).flatMap(literals)]
}

describe('the two languages', () => {
  it('have the same keys', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort())
  })

  it('fill in the same values', () => {
    const holes = (text: string) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]))].filter((name) => name !== 'n' && name !== 'count').sort()
    for (const [key, text] of chinese) expect([key, holes(english.get(key)!)]).toEqual([key, holes(text)])
  })

  it('say nothing empty, and English says nothing in Chinese', () => {
    for (const [key, text] of english) {
      expect(text.trim(), key).not.toBe('')
      expect(text, key).not.toMatch(/[\u4e00-\u9fff]/u)
    }
    for (const [key, text] of chinese) expect(text.trim(), key).not.toBe('')
  })

  it('can be read out: no sign in them means something else', async () => {
    for (const [locale, messages] of [['zh-CN', chinese], ['en', english]] as const) {
      await speak(locale)
      for (const key of messages.keys()) expect(() => i18n.global.t(key, { n: 1, count: 1 }), key).not.toThrow()
    }
  })

  it('know every key that the code asks for', () => {
    const asked = code.flatMap((name) => [...read(name).matchAll(/\bt\(\s*'([\w.]+)'/g)].map((match) => match[1]!))
    expect(asked.filter((key) => !chinese.has(key))).toEqual([])
  })
})

describe('templates', () => {
  it.each(parts)('%s holds no untranslated words', (name) => {
    const template = parse(read(name)).descriptor.template as SFCTemplateBlock
    const words = literals(template.ast as unknown as Node).filter((text) => /\p{L}{2,}|[\u4e00-\u9fff]/u.test(text))
    expect(words).toEqual([])
  })
})
