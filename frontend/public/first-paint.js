// Runs before the first paint, so that a dark room never flashes white and the language is right from the start.
;(function () {
  var root = document.documentElement
  try {
    var theme = localStorage.getItem('shelfwise.theme')
    var dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
    root.classList.toggle('dark', dark)
    if (localStorage.getItem('shelfwise.locale') === 'en') root.lang = 'en'
  } catch {
    // Storage may be closed; the defaults are good enough.
  }
})()
