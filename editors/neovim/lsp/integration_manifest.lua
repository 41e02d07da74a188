-- The language server for Botpress integration manifests, for `vim.lsp.enable`.

---@type vim.lsp.Config
return {
  cmd = { 'integration-manifest-ls' },
  filetypes = { 'integration-manifest', 'toml.integration-manifest-settings' },
  on_init = function(client)
    -- Neovim does not watch files on every system, and some versions do not request diagnostics again.
    vim.api.nvim_create_autocmd('BufWritePost', {
      pattern = { 'integration-manifest.baseline.json', 'integration-manifest.toml' },
      desc = 'Check the manifests again after a change of the settings or of the accepted findings',
      callback = function(event)
        if client:is_stopped() then
          return true
        end
        local changes = { { uri = vim.uri_from_bufnr(event.buf), type = 2 } }
        client:notify('workspace/didChangeWatchedFiles', { changes = changes })
        for buffer in pairs(client.attached_buffers) do
          if client:supports_method('textDocument/diagnostic', buffer) then
            local document = vim.lsp.util.make_text_document_params(buffer)
            client:request('textDocument/diagnostic', { textDocument = document }, nil, buffer)
          end
        end
      end,
    })
  end,
  root_markers = { 'integration-manifest.toml', 'package.json', '.git' },
}
