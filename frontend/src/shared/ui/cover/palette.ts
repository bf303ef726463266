/** Eight families of printed cloth, four hues each; all deep enough to carry pale type at 7:1 or close to it. */
export type Hue = {
  /** The cloth itself. */
  cloth: string
  /** A shade of the cloth: spine, shadows, second fills. */
  deep: string
  /** What is printed on it: type and fine lines. */
  ink: string
  /** The one extra colour of the printing. */
  accent: string
  /** Pasted paper: labels and panels. */
  paper: string
}

const hue = (cloth: string, deep: string, ink: string, accent: string, paper = '#F3EBDD'): Hue => ({
  cloth,
  deep,
  ink,
  accent,
  paper,
})

export const FAMILIES = {
  literature: [
    hue('#7A2E29', '#5F211E', '#F4E3CF', '#D9A05B'),
    hue('#5B2B3B', '#45202D', '#F3E1DC', '#D98E83'),
    hue('#8A4632', '#6C3424', '#F8E8D4', '#EBC07A'),
    hue('#3F3A4A', '#2E2A38', '#EFE6DA', '#C9785F'),
  ],
  speculative: [
    hue('#17324D', '#10243A', '#DDEAF2', '#E0A84C', '#E8EEF0'),
    hue('#33315C', '#252347', '#E5E2F3', '#E58F72', '#ECEAF1'),
    hue('#134A50', '#0D363B', '#DCEFEA', '#E9C46A', '#E6EFEB'),
    hue('#22262E', '#15181E', '#E6E9EC', '#C9503F', '#E9E7E2'),
  ],
  history: [
    hue('#5A4A2B', '#43371F', '#F3E9D2', '#D08A4A'),
    hue('#74512A', '#583C1E', '#F8EBD3', '#E9C07A'),
    hue('#474C30', '#343822', '#EEEDD8', '#C9A65A'),
    hue('#6B3A2A', '#51291D', '#F6E4D3', '#DDA25E'),
  ],
  philosophy: [
    hue('#2C3E38', '#1F2D28', '#E4EDE4', '#C9A66B', '#EEEEE4'),
    hue('#3E4A3D', '#2D372C', '#EBEFE0', '#D3A15F', '#EFEFE3'),
    hue('#4B4640', '#37332E', '#F1EBE0', '#C98B66'),
    hue('#24464A', '#193438', '#DFECEA', '#DDB070', '#E9EFEC'),
  ],
  science: [
    hue('#1F2B4A', '#151E36', '#E0E8F4', '#E3B04B', '#E9EDF1'),
    hue('#1D4863', '#13344A', '#DDEBF3', '#EE9B72', '#E7EEF1'),
    hue('#2B4D46', '#1E3833', '#E0EFE6', '#E9C46A', '#EAF0EA'),
    hue('#38406F', '#282F55', '#E3E6F6', '#F0B48A', '#ECECF2'),
  ],
  arts: [
    hue('#7A3E58', '#5E2E43', '#F7E3EA', '#E9B872'),
    hue('#94463F', '#74342F', '#FAE6DC', '#F0C184'),
    hue('#55406B', '#402F53', '#ECE3F4', '#E79F86'),
    hue('#2F5A5E', '#214448', '#E2F0EC', '#F0B37E', '#EBF1ED'),
  ],
  children: [
    hue('#B4552A', '#93421E', '#FFF0DC', '#FFD58A', '#FFF4E2'),
    hue('#2F6F62', '#22564B', '#E6F5EA', '#F5C56B', '#F1F4E4'),
    hue('#A8433F', '#86332F', '#FFE9DE', '#F8C98A', '#FFF1E4'),
    hue('#3A5F93', '#2B4A76', '#E6F0FA', '#F7CB6C', '#F1F3EE'),
  ],
  society: [
    hue('#3B4A60', '#2B374A', '#E4EAF1', '#D9A066', '#ECEDEC'),
    hue('#4C5058', '#383B42', '#EBECEE', '#D98770', '#EEECE8'),
    hue('#554759', '#403443', '#EFE6EF', '#DDAA72', '#F0EBEA'),
    hue('#3A5A56', '#2A4440', '#E2EEE9', '#DDB26A', '#ECF0EA'),
  ],
} satisfies Record<string, Hue[]>

export type Family = keyof typeof FAMILIES

/** A book without a category dresses as literature does. */
export function familyOf(slug: string): Family {
  return slug in FAMILIES ? (slug as Family) : 'literature'
}
