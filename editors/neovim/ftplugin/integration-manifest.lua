-- A manifest is edited like JSON, and what its strings hold can be opened.

vim.bo.commentstring = '// %s'
vim.bo.shiftwidth = 2
vim.bo.expandtab = true
vim.api.nvim_buf_create_user_command(0, 'IntegrationManifestOpen', function(command)
  require('integration_manifest').open(command.args)
end, {
  nargs = '?',
  desc = 'Open what a string of this manifest holds',
  complete = function(start)
    return require('integration_manifest').complete(start)
  end,
})
vim.b.undo_ftplugin = 'setlocal commentstring< shiftwidth< expandtab<'
  .. ' | silent! delcommand -buffer IntegrationManifestOpen'
