import { pathToFileURL } from 'node:url'

/** For esbuild: packages stay as they are, each found from the source that names it: the engine's are not the adapters' to see. */
export const packagesByFile = {
  // What a package has for bundlers alone, under `module`, Node may not be able to load.
  conditions: [],
  plugins: [
    {
      name: 'packages by file',
      setup(bundler) {
        bundler.onResolve({ filter: /^[^./]/ }, async ({ path, resolveDir, kind, pluginData }) => {
          if (pluginData === 'asked' || kind === 'entry-point' || /^(node:|@motcua\/)/.test(path)) return undefined
          const { path: file } = await bundler.resolve(path, { resolveDir, kind, pluginData: 'asked' })
          return file === '' || !file.startsWith('/') ? undefined : { path: pathToFileURL(file).href, external: true }
        })
      },
    },
  ],
}
