-- Editing options of JSON, and the commands for embedded content and validation.

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
vim.api.nvim_buf_create_user_command(0, 'IntegrationManifestValidate', function(command)
  require('integration_manifest').validate(command.bang)
end, {
  bang = true,
  desc = 'Validate this manifest with the Botpress API; with ! even if it has errors',
})
vim.api.nvim_buf_create_user_command(0, 'IntegrationManifestPreview', function()
  require('integration_manifest_preview').open()
end, { desc = 'Show the reference of this integration in the browser, and keep it up to date' })
vim.b.undo_ftplugin = 'setlocal commentstring< shiftwidth< expandtab<'
  .. ' | silent! delcommand -buffer IntegrationManifestOpen'
  .. ' | silent! delcommand -buffer IntegrationManifestPreview'
  .. ' | silent! delcommand -buffer IntegrationManifestValidate'
