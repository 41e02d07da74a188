-- Indentation of JSON.

vim.cmd.runtime('indent/json.vim')
