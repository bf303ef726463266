import { fileURLToPath } from 'node:url'
import vueI18n from '@intlify/unplugin-vue-i18n/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const source = (path: string) => fileURLToPath(new URL(`./src/${path}`, import.meta.url))
/** The frame, and the pages that a first visit most often begins with. */
const FIRST = ['main.ts', 'pages/HomePage.vue', 'pages/books/BookListPage.vue', 'pages/books/BookPage.vue'].map(source)
type Modules = { getModuleInfo(id: string): { importedIds: string[] } | null }
let needed: Set<string> | undefined

/** Whether a first visit cannot do without a module: what is drawn first imports it, and it is not fetched when something is opened. */
function neededFirst(id: string, modules: Modules): boolean {
  if (!needed) {
    needed = new Set(FIRST)
    // A set hands out what is added to it on the way.
    for (const found of needed) modules.getModuleInfo(found)?.importedIds.forEach((next) => needed!.add(next))
  }
  return needed.has(id)
}

export default defineConfig({
  plugins: [
    vue(),
    // Messages are compiled when the pages are built, not while a reader waits for the first one. Tests read them as they are.
    !process.env.VITEST && vueI18n({ include: source('i18n/*.json'), runtimeOnly: true, compositionOnly: true, fullInstall: false, dropMessageCompiler: true }),
  ],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  define: {
    __VUE_OPTIONS_API__: true, // Element Plus still has a few parts written this way.
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // Which files a page needs: the server names them in the page, so that they travel together.
    manifest: 'parts.json',
    target: 'es2022',
    chunkSizeWarningLimit: 700, // The charts; no other part comes near it.
    rolldownOptions: {
      output: {
        // What changes seldom stays cached in the reader's browser when the product changes.
        // Parts that several pages share come in one file instead of thirty; those that no first visit needs in another.
        codeSplitting: {
          groups: [
            { name: 'vendor', test: /node_modules[\\/](@?vue[\\/]|@vue|@intlify|pinia|@pinia|vue-(?!echarts))/, priority: 3 },
            { name: 'icons', test: /node_modules[\\/]@lucide/, minShareCount: 2, priority: 3 },
            { name: (id, modules) => (neededFirst(id, modules) ? 'element' : 'parts'), test: /node_modules[\\/](?!@lucide|echarts|zrender|vue-echarts|tslib)/, minShareCount: 2, priority: 2 },
            { name: (id, modules) => (neededFirst(id, modules) ? 'common' : 'rooms'), test: /src[\\/](api|shared|features)[\\/](?!recommendations[\\/]runs[\\/]|ui[\\/](BaseChart|BarChart|CalendarChart|ChartFigure|chart[\\/]))/, minShareCount: 2, priority: 1 },
            // Only the big screen has rings.
            { name: 'rings', test: /node_modules[\\/]echarts[\\/]lib[\\/]chart[\\/]sunburst/, priority: 1 },
            // Few pages have charts, so the others do not load them. Last, because a group takes along what it needs.
            { name: 'charts', test: /node_modules[\\/](echarts|zrender|vue-echarts|tslib)[\\/]/, priority: 0 },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8000' } },
  preview: { proxy: { '/api': 'http://127.0.0.1:8000' } },
  // A machine that has other work at the same time must not decide what a test says.
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts'], restoreMocks: true, css: false, testTimeout: 60_000 },
})
