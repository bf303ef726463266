import { fileURLToPath } from 'node:url'
import vueI18n from '@intlify/unplugin-vue-i18n/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [
    vue(),
    // Messages are compiled when the pages are built, not while a reader waits for the first one. Tests read them as they are.
    !process.env.VITEST && vueI18n({ include: fileURLToPath(new URL('./src/i18n/*.json', import.meta.url)), runtimeOnly: true, compositionOnly: true, fullInstall: false, dropMessageCompiler: true }),
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
    target: 'es2022',
    chunkSizeWarningLimit: 700, // The charts; no other part comes near it.
    rolldownOptions: {
      output: {
        // What changes seldom stays cached in the reader's browser when the product changes.
        // Parts that several pages share come in one file instead of thirty.
        codeSplitting: {
          groups: [
            { name: 'vendor', test: /node_modules[\\/](@?vue[\\/]|@vue|@intlify|pinia|@pinia|vue-(?!echarts))/, priority: 3 },
            { name: 'element', test: /node_modules[\\/](?!echarts|zrender|vue-echarts|tslib)/, minShareCount: 3, priority: 2 },
            { name: 'common', test: /src[\\/](api|shared|features)[\\/](?!recommendations[\\/]runs[\\/]|ui[\\/](BaseChart|BarChart|CalendarChart|ChartFigure|chart[\\/]))/, minShareCount: 2, priority: 1 },
            // Few pages have charts, so the others do not load them. Last, because a group takes along what it needs.
            { name: 'charts', test: /node_modules[\\/](echarts|zrender|vue-echarts|tslib)[\\/]/, priority: 0 },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8000' } },
  preview: { proxy: { '/api': 'http://127.0.0.1:8000' } },
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts'], restoreMocks: true, css: false },
})
