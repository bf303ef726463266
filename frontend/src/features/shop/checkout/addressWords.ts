/** Addresses as people write them: from large to small in Chinese, from small to large elsewhere. */
import type { AddressEntry } from '@/api/shapes'
import type { Locale } from '@/i18n'

type Place = Pick<AddressEntry, 'country' | 'region' | 'city' | 'district' | 'street' | 'postal_code'>

export function countryName(code: string, locale: Locale): string {
  try {
    return new Intl.DisplayNames(locale, { type: 'region' }).of(code) ?? code
  } catch {
    return code // Letters that no country has are shown as they are.
  }
}

export function placeLine(place: Place, locale: Locale): string {
  if (place.country === 'CN') return [place.region, place.city === place.region ? '' : place.city, place.district, place.street, place.postal_code].filter(Boolean).join(' ')
  return [place.street, place.city, place.region, place.postal_code, countryName(place.country, locale)].filter(Boolean).join(', ')
}

/** Countries by their names in the reader's language; home comes first. */
export function countryChoices(codes: readonly string[], locale: Locale): { code: string; name: string }[] {
  const order = new Intl.Collator(locale)
  return codes
    .map((code) => ({ code, name: countryName(code, locale) }))
    .sort((one, other) => Number(other.code === 'CN') - Number(one.code === 'CN') || order.compare(one.name, other.name))
}

/** Rough rules for while somebody types; the library has the last word. */
export const isMobile = (phone: string): boolean => /^(\+?86)?1[3-9]\d{9}$/.test(phone.replace(/[\s().-]/g, ''))
export const isPostalCodeOfChina = (code: string): boolean => /^\d{6}$/.test(code.trim())
export const mayBePhone = (phone: string): boolean => /^\+?\d{5,15}$/.test(phone.replace(/[\s().-]/g, ''))

export const PROVINCES = '北京市 天津市 上海市 重庆市 河北省 山西省 辽宁省 吉林省 黑龙江省 江苏省 浙江省 安徽省 福建省 江西省 山东省 河南省 湖北省 湖南省 广东省 海南省 四川省 贵州省 云南省 陕西省 甘肃省 青海省 内蒙古自治区 广西壮族自治区 西藏自治区 宁夏回族自治区 新疆维吾尔自治区'.split(' ')
