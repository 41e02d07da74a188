-- The language server for Botpress integration manifests, for `vim.lsp.enable`.

---@type vim.lsp.Config
return {
  cmd = { 'integration-manifest-ls' },
  filetypes = { 'integration-manifest', 'toml.integration-manifest-settings' },
  root_markers = { 'integration-manifest.toml', 'package.json', '.git' },
}
