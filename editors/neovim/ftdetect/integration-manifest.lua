-- Manifests have their own file type, so that JSON servers do not report the same errors a second time.

vim.filetype.add({
  filename = {
    ['integration.json'] = 'integration-manifest',
    ['integration.jsonc'] = 'integration-manifest',
    -- The settings file keeps the highlighting of TOML.
    ['integration-manifest.toml'] = 'toml.integration-manifest-settings',
  },
  pattern = {
    ['.*%.integration%.jsonc?'] = 'integration-manifest',
  },
})

-- Use the JSON parser of tree-sitter, if it is installed.
vim.treesitter.language.register('json', 'integration-manifest')
vim.treesitter.language.register('toml', 'toml.integration-manifest-settings')
