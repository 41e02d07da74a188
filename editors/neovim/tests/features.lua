-- Tests the LSP features of Neovim with a copy of the examples.

local TIMEOUT = 20000

--- Waits until `condition` returns a value, and returns it.
local function wait(what, condition)
  local result
  vim.wait(TIMEOUT, function()
    result = condition()
    return result
  end, 20)
  if not result then
    error('nothing came: ' .. what, 2)
  end
  return result
end

local function text_of(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, true), '\n')
end

--- Returns the list that `ask` passes to `on_list`, as lines of text.
local function list(what, ask)
  local items
  ask(function(result)
    items = result.items
  end)
  return wait(what, function()
    return items
  end)
end

local function has(lines, expected)
  return vim.iter(lines):any(function(line)
    return line:find(expected, 1, true) ~= nil
  end)
end

--- Tests features that show information.
local function looks(t, buffer)
  local row = t.go_to('"createTicket"', 1)
  local symbols = list('symbols', function(on_list)
    vim.lsp.buf.document_symbol({ on_list = on_list })
  end)
  local action = vim.iter(symbols):find(function(item)
    return item.text:find('createTicket', 1, true)
  end)
  t.check(action and action.lnum == row, 'the outline knows where an action is', symbols)

  local found = list('workspace symbols', function(on_list)
    vim.lsp.buf.workspace_symbol('getForecast', { on_list = on_list })
  end)
  t.check(#found == 1 and vim.endswith(found[1].filename, 'unready.integration.json'),
    'symbols of files that are not open are found', found)

  vim.wo.foldmethod = 'expr'
  vim.wo.foldexpr = 'v:lua.vim.lsp.foldexpr()'
  wait('folds', function()
    return vim.fn.foldlevel(row) > 0
  end)
  vim.cmd('normal! zM')
  vim.cmd('normal! zO')
  vim.cmd('normal! zc')
  local last = vim.fn.foldclosedend(row)
  -- The closing bracket stays visible.
  local below = vim.api.nvim_buf_get_lines(buffer, last, last + 2, true)
  t.check(vim.fn.foldclosed(row) == row, 'an action folds', row, last)
  t.check(vim.deep_equal(below, { '    },', '    "findTickets": {' }), 'it folds as a whole', below)
  vim.cmd('normal! zR')

  t.go_to('"name": "user"', 10)
  local places = list('references', function(on_list)
    vim.lsp.buf.references({ includeDeclaration = true }, { on_list = on_list })
  end)
  local lines = vim.iter(places):map(function(item)
    return item.text
  end):totable()
  t.check(#places == 3 and has(lines, 'proactive-user<user>'), 'references are listed', lines)

  vim.lsp.buf.document_highlight()
  local space = vim.api.nvim_create_namespace('nvim.lsp.references')
  wait('highlights', function()
    return #vim.api.nvim_buf_get_extmarks(buffer, space, 0, -1, {}) == 3
  end)
  t.check(true, 'the places are highlighted')
  vim.lsp.buf.clear_references()

  t.go_to('"cacheable"', 3)
  vim.lsp.buf.hover()
  local window = wait('a hover', function()
    return vim.iter(vim.api.nvim_list_wins()):find(function(window)
      return vim.api.nvim_win_get_config(window).relative ~= ''
    end)
  end)
  local shown = text_of(vim.api.nvim_win_get_buf(window))
  t.check(shown:find('cacheable', 1, true), 'the hover is shown in a window', shown)
  vim.api.nvim_win_close(window, true)

  vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
  local labels = wait('inlay hints', function()
    local hints = vim.lsp.inlay_hint.get({ bufnr = buffer })
    return #hints > 0 and vim.iter(hints):map(function(hint)
      local label = hint.inlay_hint.label
      return type(label) == 'string' and label or label[1].value
    end):totable()
  end)
  t.check(has(labels, 'SECRET_CLIENT_ID'), 'hints say how the code reads a secret', labels)
  vim.lsp.inlay_hint.enable(false, { bufnr = buffer })

  local name = t.go_to('"getOrCreateUser": {', 2)
  local tokens = wait('semantic tokens', function()
    local tokens = vim.lsp.semantic_tokens.get_at_pos(buffer, name - 1, 8)
    return tokens and #tokens > 0 and tokens
  end)
  t.check(tokens[1].modifiers.definition or tokens[1].modifiers.declaration,
    'a definition has its own color', tokens)
end

--- Tests features that change the manifest.
local function changes(t, buffer)
  local before = text_of(buffer)
  local row = t.go_to('"cacheable"', 3)
  vim.api.nvim_buf_set_lines(buffer, row - 1, row, true, { '   "cacheable"   :true ,', '', '' })
  vim.lsp.buf.format({ bufnr = buffer, timeout_ms = TIMEOUT })
  local after = text_of(buffer)
  t.check(after == before:gsub('("cacheable": true,\n)', '%1\n'), 'it is formatted again', after)
  vim.api.nvim_buf_set_lines(buffer, row, row + 1, true, {})

  local function act(what, options, expected)
    vim.lsp.buf.code_action(vim.tbl_extend('error', { apply = true }, options))
    vim.wait(TIMEOUT, function()
      return text_of(buffer):find(expected, 1, true)
    end)
    t.check(text_of(buffer):find(expected, 1, true), what, text_of(buffer))
  end
  local function titled(title)
    return function(action)
      return action.title == title
    end
  end
  t.go_to('"visibility"', 3)
  vim.cmd.normal({ 'f:dd', bang = true })
  vim.api.nvim_buf_set_lines(buffer, 0, 1, true, { '{', '  "visibility": "publik",' })
  t.go_to('publik', 1)
  wait('a finding', function()
    return #vim.diagnostic.get(buffer) > 0
  end)
  act('a quick fix is applied', { filter = titled('Replace with `"public"`') }, '"visibility": "public"')
  act('members are sorted', { context = { only = { 'source.sortMembers' }, diagnostics = {} } },
    '{\n  "name"')
  t.check(vim.deep_equal(vim.json.decode(text_of(buffer)), vim.json.decode(before)),
    'their values stay', text_of(buffer))
  before = text_of(buffer)

  vim.api.nvim_buf_set_lines(buffer, 2, 3, true, { '  "version": "2.3.1"' })
  t.go_to('"cacheable": true', 3)
  vim.cmd('substitute/true/"true"/')
  wait('findings', function()
    return #vim.diagnostic.get(buffer) == 2
  end)
  act('all that is safe is fixed', { context = { only = { 'source.fixAll' }, diagnostics = {} } },
    '"cacheable": true')
  t.check(text_of(buffer) == before, 'both errors are fixed', text_of(buffer))
end

--- Tests that a finding is accepted in the baseline, and reported again without it.
local function baseline(t, buffer, folder)
  local file = vim.fs.joinpath(folder, 'integration-manifest.baseline.json')
  vim.api.nvim_buf_set_lines(buffer, 1, 1, true, { '  "titel": "Desk",' })
  t.go_to('"titel"', 1)
  local function is_found()
    return vim.iter(vim.diagnostic.get(buffer)):any(function(diagnostic)
      return diagnostic.code == 'unknown-field'
    end)
  end
  wait('a finding', is_found)
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action)
      return action.title == 'Accept this finding (`unknown-field`)'
    end,
  })
  local entries = wait('an entry in the baseline', function()
    local entries = vim.fn.bufnr(file)
    return entries > 0 and text_of(entries):find('"rule": "unknown-field", "pointer": "/titel"', 1, true)
      and entries
  end)
  for _, changed in ipairs({ buffer, entries }) do
    vim.api.nvim_buf_call(changed, function()
      vim.cmd('silent write')
    end)
  end
  wait('the end of the finding', function()
    return not is_found()
  end)
  t.check(true, 'a finding is accepted')
  local output = vim.system({ t.server, 'check', '--strict-baseline', 'good' }, { cwd = folder }):wait()
  t.check(output.code == 0 and output.stdout:find('1 accepted', 1, true),
    'the command line accepts it too', output)
  vim.cmd('silent undo')
end

--- Types into a separate Neovim, because a script cannot wait during an insertion. It is configured as
--- described in the README.
local function typing(t, server, folder)
  local readme = table.concat(vim.fn.readfile(vim.fs.joinpath(t.here, 'README.md')), '\n')
  local plain = readme:match('## Without this folder.-```lua\n(.-)```')
  local on = readme:match('## Features.-```lua\n(.-)```')
  local child = vim.fn.jobstart({ vim.v.progpath, '--clean', '--headless', '--embed' }, { rpc = true })
  local function run(code, ...)
    return vim.rpcrequest(child, 'nvim_exec_lua', code, { ... })
  end
  run([[
    local plain, on, server, file = ...
    vim.opt.swapfile = false
    vim.opt.completeopt = { 'menuone', 'noinsert' }
    assert(loadstring(plain))()
    assert(loadstring(on))()
    vim.lsp.config('integration_manifest', { cmd = { server } })
    vim.cmd.edit(file)
  ]], plain, on, server, vim.fs.joinpath(folder, 'good/integration.json'))
  wait('a server', function()
    return run('local c = vim.lsp.get_clients()[1]; return c ~= nil and c.initialized or false')
  end)
  vim.rpcrequest(child, 'nvim_input', '/"visibility"<CR>f:C: "')
  wait('completions', function()
    return vim.rpcrequest(child, 'nvim_eval', 'pumvisible()') == 1
  end)
  vim.rpcrequest(child, 'nvim_input', 'unl')
  wait('the right completion', function()
    return vim.iter(vim.rpcrequest(child, 'nvim_eval', 'complete_info(["items"]).items')):any(
      function(item)
        return item.word:find('unlisted', 1, true) ~= nil
      end
    )
  end)
  vim.rpcrequest(child, 'nvim_input', '<C-y><Esc>')
  local line
  vim.wait(TIMEOUT, function()
    line = vim.rpcrequest(child, 'nvim_get_current_line')
    return vim.startswith(line, '  "visibility": "unlisted"')
  end)
  t.check(line == '  "visibility": "unlisted",', 'a completion is accepted while typing', line)
  -- The other features in the README.
  wait('hints and folds', function()
    return run('return #vim.lsp.inlay_hint.get({ bufnr = 0 })') > 0
      and vim.rpcrequest(child, 'nvim_eval', 'foldlevel(12)') > 0
  end)
  vim.fn.jobstop(child)
end

--- Tests the page of the reference, which is updated after a change.
local function preview(t, buffer)
  local page
  require('integration_manifest_preview').open(function(path)
    page = path
  end)
  wait('the page', function()
    return page
  end)
  local function contains(text)
    return table.concat(vim.fn.readfile(page), '\n'):find(text, 1, true) ~= nil
  end
  t.check(contains('Content-Security-Policy'), 'the preview is a page')
  local row = vim.fn.search('"title":') - 1
  vim.api.nvim_buf_set_lines(buffer, row, row + 1, true, { '  "title": "Preview of Desk",' })
  wait('the update of the page', function()
    return contains('Preview of Desk')
  end)
  t.check(true, 'the preview is updated')
  vim.cmd('undo')
end

return function(t, server)
  -- Copies, so that the originals do not change.
  local folder = vim.fn.tempname()
  local good = t.read('good/integration.json')
  vim.fn.mkdir(vim.fs.joinpath(folder, 'good'), 'p')
  vim.fn.writefile({}, vim.fs.joinpath(folder, 'integration-manifest.toml'))
  vim.fn.writefile(good, vim.fs.joinpath(folder, 'good/integration.json'))
  vim.fn.writefile(t.read('broken/unready.integration.json'),
    vim.fs.joinpath(folder, 'unready.integration.json'))
  local buffer = t.open(vim.fs.joinpath(folder, 'good/integration.json'))
  looks(t, buffer)
  preview(t, buffer)
  changes(t, buffer)
  baseline(t, buffer, folder)
  vim.bo[buffer].modified = false
  typing(t, server, folder)
  vim.fn.delete(folder, 'rf')
end
