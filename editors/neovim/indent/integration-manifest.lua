-- A manifest indents like JSON.

vim.cmd.runtime('indent/json.vim')
