-- A manifest looks like JSON with comments.

vim.cmd.runtime('syntax/jsonc.vim')
