/** China as tiles, a square for each province about where it lies: small provinces are as visible as large ones, all of them are there, and no border is drawn. */

export type Tile = { /** ISO 3166-2, without the country. */ code: string; zh: string; en: string; x: number; y: number }

const ROWS: [y: number, first: number, provinces: string][] = [
  [0, 7, 'HL黑龙江Heilongjiang'],
  [1, 0, 'XJ新疆Xinjiang,,,,NM内蒙古Inner Mongolia,BJ北京Beijing,LN辽宁Liaoning,JL吉林Jilin'],
  [2, 1, 'QH青海Qinghai,GS甘肃Gansu,NX宁夏Ningxia,SX山西Shanxi,HE河北Hebei,TJ天津Tianjin'],
  [3, 0, 'XZ西藏Tibet,,,SN陕西Shaanxi,HA河南Henan,SD山东Shandong'],
  [4, 1, 'SC四川Sichuan,CQ重庆Chongqing,HB湖北Hubei,AH安徽Anhui,JS江苏Jiangsu,SH上海Shanghai'],
  [5, 1, 'YN云南Yunnan,GZ贵州Guizhou,HN湖南Hunan,JX江西Jiangxi,ZJ浙江Zhejiang'],
  [6, 3, 'GX广西Guangxi,GD广东Guangdong,FJ福建Fujian,TW台湾Taiwan'],
  [7, 3, 'HI海南Hainan,MO澳门Macao,HK香港Hong Kong'],
]

/** A tile is wider than high, as words are. */
export const WIDE = 138
export const HIGH = 100
export const ACROSS = 8
export const DOWN = 8

export const TILES: Tile[] = ROWS.flatMap(([y, first, provinces]) =>
  provinces.split(',').flatMap((words, i) => {
    const parts = /^([A-Z]{2})(\p{Script=Han}+)(.+)$/u.exec(words)
    return parts ? [{ code: parts[1]!, zh: parts[2]!, en: parts[3]!, x: first + i, y }] : []
  }),
)

/** The province that an address means, however much of its name is written: 浙江, 浙江省, Zhejiang. */
export function tileOf(region: string): Tile | undefined {
  const words = region.trim().toLowerCase()
  if (!words) return undefined
  return TILES.find(({ code, zh, en }) => words.startsWith(zh) || words.startsWith(en.toLowerCase()) || words === code.toLowerCase() || words === `cn-${code.toLowerCase()}`)
}
