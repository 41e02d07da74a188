-- Syntax of JSON with comments.

vim.cmd.runtime('syntax/jsonc.vim')
