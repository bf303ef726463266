/** The arrows of the page: which folder may know which. They only bite because every import is written out. */
module.exports = {
  forbidden: [
    {
      name: 'features-know-only-the-foundations',
      comment: 'A feature knows itself, the catalogue and the accounts; two features meet in a page.',
      severity: 'error',
      from: { path: '^src/features/([^/]+)/' },
      to: { path: '^src/features/', pathNot: '^src/features/($1|catalog|accounts)/' },
    },
    {
      name: 'foundations-know-no-feature',
      severity: 'error',
      from: { path: '^src/features/(catalog|accounts)/' },
      to: { path: '^src/features/', pathNot: '^src/features/$1/' },
    },
    {
      name: 'features-never-reach-up',
      severity: 'error',
      from: { path: '^src/features/' },
      to: { path: '^src/(pages|app)/' },
    },
    {
      name: 'pages-never-call-the-api',
      severity: 'error',
      from: { path: '^src/pages/' },
      to: { path: '^src/api/' },
    },
    {
      name: 'shared-knows-no-feature',
      severity: 'error',
      from: { path: '^src/shared/' },
      to: { path: '^src/(app|pages|features)/' },
    },
    {
      name: 'api-is-the-bottom',
      severity: 'error',
      from: { path: '^src/api/' },
      to: { path: '^src/(app|pages|features|shared)/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'nothing-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.test\\.ts$' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.vue', '.js', '.mjs', '.json', '.css'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
