import { describe, expect, it } from 'vitest'
import { ACROSS, DOWN, TILES, tileOf } from './tiles'

describe('the tiles of China', () => {
  it('are all thirty-four provinces, each in a place of its own', () => {
    expect(TILES).toHaveLength(34)
    expect(new Set(TILES.map(({ x, y }) => `${x} ${y}`)).size).toBe(34)
    expect(TILES.every(({ x, y }) => x < ACROSS && y < DOWN)).toBe(true)
    for (const name of ['台湾', '香港', '澳门', '西藏', '新疆', '海南']) expect(TILES.map(({ zh }) => zh)).toContain(name)
  })

  it('know a province by however much of its name is written', () => {
    for (const [words, code] of [['浙江省', 'ZJ'], ['浙江', 'ZJ'], ['内蒙古自治区', 'NM'], ['上海市', 'SH'], ['guangdong province', 'GD'], ['CN-HK', 'HK'], ['陕西省', 'SN'], ['山西', 'SX']] as const) expect([words, tileOf(words)?.code]).toEqual([words, code])
    for (const words of ['', 'Bavaria', '江']) expect(tileOf(words)).toBeUndefined()
  })
})
