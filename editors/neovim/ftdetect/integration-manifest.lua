-- Manifests are a file type of their own, so that a JSON server does not report everything twice.

vim.filetype.add({
  filename = {
    ['integration.json'] = 'integration-manifest',
    ['integration.jsonc'] = 'integration-manifest',
  },
  pattern = {
    ['.*%.integration%.jsonc?'] = 'integration-manifest',
  },
})

-- Where the parser is installed, manifests are JSON to tree-sitter.
vim.treesitter.language.register('json', 'integration-manifest')
