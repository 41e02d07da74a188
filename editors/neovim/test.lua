-- Tests the examples in Neovim, with the language server.
--
--   nvim --clean --headless -l editors/neovim/test.lua [SERVER]
--
-- SERVER is the program (default: the debug build of this repository).

local here = vim.fs.dirname(vim.fs.abspath(debug.getinfo(1, 'S').source:sub(2)))
local repository = vim.fs.dirname(vim.fs.dirname(here))
local server = arg[1] or vim.fs.joinpath(repository, 'target/debug/integration-manifest-ls')

-- Maximum time to wait for a condition.
local TIMEOUT = 20000

--- The buffers with diagnostics.
local checked = {}
vim.api.nvim_create_autocmd('DiagnosticChanged', {
  callback = function(event)
    checked[event.buf] = true
  end,
})

local function check(ok, what, ...)
  if not ok then
    error(what .. ': ' .. vim.inspect({ ... }), 2)
  end
  print('ok: ' .. what)
end

--- Opens a file: an example by its name, or any by its path.
local function open(name)
  local path = vim.startswith(name, '/') and name or vim.fs.joinpath(repository, 'examples', name)
  vim.cmd.edit(path)
  local buffer = vim.api.nvim_get_current_buf()
  local function client()
    return vim.lsp.get_clients({ bufnr = buffer })[1]
  end
  vim.wait(TIMEOUT, function()
    return client() ~= nil and client().initialized
  end)
  check(client() ~= nil, 'a server is attached to ' .. name)
  return buffer, client()
end

--- Returns the number of diagnostics in `buffer` by rule.
local function rules(buffer)
  local count = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(buffer)) do
    count[diagnostic.code] = (count[diagnostic.code] or 0) + 1
  end
  return count
end

--- Waits for the first diagnostics, and returns their rules. (A request of the test would be
--- cancelled by the next request of Neovim.)
local function wait_for_rules(buffer)
  vim.wait(TIMEOUT, function()
    return checked[buffer]
  end)
  check(checked[buffer], 'diagnostics are published')
  return rules(buffer)
end

--- Returns the position `offset` bytes after the start of the first `text`.
local function position(client, buffer, text, offset)
  for row, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, -1, true)) do
    local column = line:find(text, 1, true)
    if column then
      local character = vim.str_utfindex(line, client.offset_encoding, column - 1 + offset)
      return { line = row - 1, character = character }
    end
  end
  error('the example has no ' .. text)
end

--- Sends a request for the position of `position`.
local function ask(client, buffer, method, text, offset)
  local params = {
    textDocument = vim.lsp.util.make_text_document_params(buffer),
    position = position(client, buffer, text, offset),
  }
  local answer, err = client:request_sync(method, params, TIMEOUT, buffer)
  check(answer and not answer.err, method .. ' has a response', err or answer)
  return answer.result
end

--- Moves the cursor `offset` bytes after the start of the first `text`. Returns the line.
local function go_to(text, offset)
  for row, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, true)) do
    local column = line:find(text, 1, true)
    if column then
      vim.api.nvim_win_set_cursor(0, { row, column - 1 + offset })
      return row
    end
  end
  error('the example has no ' .. text)
end

--- Tests definition, references and rename.
local function names(buffer)
  go_to('"name": "user"', 10)
  vim.lsp.buf.definition()
  local function line()
    return vim.api.nvim_get_current_line()
  end
  vim.wait(TIMEOUT, function()
    return line() == '    "user": {'
  end)
  local above = vim.api.nvim_buf_get_lines(buffer, vim.fn.line('.') - 2, vim.fn.line('.') - 1, true)
  check(above[1] == '  "entities": {', 'the jump leads to the entity', line(), above)

  vim.lsp.codelens.refresh({ bufnr = buffer })
  vim.wait(TIMEOUT, function()
    return #vim.lsp.codelens.get(buffer) > 0
  end)
  local titles = {}
  for _, lens in ipairs(vim.lsp.codelens.get(buffer)) do
    titles[#titles + 1] = lens.command.title
  end
  table.sort(titles)
  local expected = { '1 reference', '2 references', 'implements proactive-user 2/2' }
  check(vim.deep_equal(titles, expected), 'references are counted', titles)

  -- An invalid name is rejected with a reason, and nothing changes.
  local shown
  local notify = vim.notify
  vim.notify = function(message)
    shown = message
  end
  local before = vim.api.nvim_buf_get_lines(buffer, 0, -1, true)
  vim.lsp.buf.rename('two words')
  vim.wait(TIMEOUT, function()
    return shown ~= nil
  end)
  vim.notify = notify
  check(shown and shown:find('only letters and digits', 1, true), 'an invalid name is rejected', shown)
  check(vim.deep_equal(vim.api.nvim_buf_get_lines(buffer, 0, -1, true), before), 'nothing changes')

  vim.lsp.buf.rename('customer')
  vim.wait(TIMEOUT, function()
    return line() == '    "customer": {'
  end)
  check(line() == '    "customer": {', 'the entity has its new name', line())
  local text = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, true), '\n')
  check(text:find('"proactive-user<customer>": {', 1, true), 'the statement says the new name')
  check(text:find('"name": "customer"', 1, true), 'its member says the new name')
  vim.cmd('silent undo')
end

--- Returns the error message of a command that fails.
local function failure(...)
  local ok, message = pcall(vim.cmd, ...)
  check(not ok, 'this fails', ...)
  return message
end

--- Tests the features in the buffer of a script, for text that is not written yet.
local function script(buffer)
  local line = 'id = to_strin!(.webhookId)'
  vim.api.nvim_buf_set_lines(buffer, 0, 0, true, { line })
  local function found()
    return vim.diagnostic.get(buffer)[1]
  end
  vim.wait(TIMEOUT, function()
    return found() ~= nil
  end)
  local message = (found() or {}).message or ''
  check(message:find('did you mean `to_string`', 1, true), 'a script is checked', message)
  local client = vim.lsp.get_clients({ bufnr = buffer })[1]
  local at = { line = 0, character = line:find('strin', 1, true) }
  local function ask(method, params)
    params.textDocument = vim.lsp.util.make_text_document_params(buffer)
    local response = client:request_sync(method, params, TIMEOUT, buffer)
    check(response and response.result, method .. ' in a script has a result', response)
    return response.result
  end
  local list = ask('textDocument/completion', { position = { line = 0, character = #line - 3 } })
  local labels = vim.tbl_map(function(item)
    return item.label
  end, list)
  check(vim.list_contains(labels, '.webhookId'), 'inputs are completed in a script', labels)
  local range = { start = at, ['end'] = at }
  local context = { diagnostics = {} }
  local fix = ask('textDocument/codeAction', { range = range, context = context })[1]
  vim.lsp.util.apply_workspace_edit(fix.edit, client.offset_encoding)
  local fixed = vim.api.nvim_buf_get_lines(buffer, 0, 1, true)[1]
  check(fixed == 'id = to_string!(.webhookId)', 'a quick fix changes the script', fixed)
  local hover = ask('textDocument/hover', { position = at })
  check(hover.contents.value:find('to_string', 1, true), 'a function is described', hover)
  vim.wait(TIMEOUT, function()
    return found() == nil
  end)
  check(found() == nil, 'the fixed script has no diagnostics', found())
end

--- Opens the embedded content of `manifest`, and writes it back.
local function contents(manifest)
  local function decoded(name)
    local text = table.concat(vim.api.nvim_buf_get_lines(manifest, 0, -1, true), '\n')
    return vim.json.decode(text)[name]
  end

  vim.cmd.IntegrationManifestOpen('readme')
  local readme = vim.api.nvim_get_current_buf()
  check(readme ~= manifest, 'the readme is a buffer of its own')
  check(vim.bo[readme].filetype == 'markdown', 'it is Markdown', vim.bo[readme].filetype)
  local line = vim.api.nvim_buf_get_lines(readme, 0, 1, true)[1]
  check(line == '# Kestrel Desk', 'it is what the readme says', line)
  vim.api.nvim_buf_set_lines(readme, 0, 1, true, { '# Kestrel Désk' })
  vim.cmd.write()
  check(not vim.bo[readme].modified, 'it is written')
  local text = vim.base64.decode(decoded('readme'))
  check(vim.startswith(text, '# Kestrel Désk\n\nLet your bot'), 'the string holds it', text)
  check(vim.bo[manifest].modified, 'the manifest is to be written yet')

  -- The manifest is changed outside the buffer.
  local row
  for index, written in ipairs(vim.api.nvim_buf_get_lines(manifest, 0, -1, true)) do
    row = written:find('"readme"', 1, true) and index or row
  end
  local function other(value)
    vim.api.nvim_buf_set_lines(manifest, row - 1, row, true, { '  "readme": ' .. value .. ',' })
  end
  other('"' .. vim.base64.encode('# Other\n') .. '"')
  vim.api.nvim_buf_set_lines(readme, 0, -1, true, { '# Mine' })
  local message = failure('write')
  check(message:find('in the meantime', 1, true), 'a conflict is said', message)
  check(vim.bo[readme].modified, 'a conflict is an error')
  check(vim.base64.decode(decoded('readme')) == '# Other\n', 'nothing is lost', decoded('readme'))
  vim.cmd('write!')
  check(vim.base64.decode(decoded('readme')) == '# Mine\n', 'unless one insists', decoded('readme'))

  -- An unchanged buffer follows the manifest.
  vim.cmd.wincmd('p')
  other('"' .. vim.base64.encode('# Again\r\n# And\r\n') .. '"')
  vim.cmd.wincmd('p')
  check(vim.api.nvim_get_current_buf() == readme, 'the readme is entered again')
  local lines = vim.api.nvim_buf_get_lines(readme, 0, -1, true)
  check(vim.deep_equal(lines, { '# Again', '# And' }), 'it follows the manifest', lines)
  vim.api.nvim_buf_set_lines(readme, 0, 1, true, { '# Line' })
  vim.cmd.write()
  text = vim.base64.decode(decoded('readme'))
  check(text == '# Line\r\n# And\r\n', 'line breaks stay', text)

  -- The field is removed.
  vim.api.nvim_buf_set_lines(manifest, row - 1, row, true, {})
  vim.api.nvim_buf_set_lines(readme, 0, -1, true, { '# Mine' })
  message = failure('write')
  check(message:find('has no `/readme`', 1, true), 'why it cannot be written is said', message)
  check(vim.bo[readme].modified, 'what cannot be written stays')
  vim.cmd('close!')

  vim.cmd.IntegrationManifestOpen('linkTemplateScript')
  check(vim.bo.filetype == 'vrl', 'scripts are VRL', vim.bo.filetype)
  script(vim.api.nvim_get_current_buf())
  vim.cmd('close!')
  message = failure('IntegrationManifestOpen nothing')
  check(message:find('called nothing', 1, true), 'unknown names are said', message)
  local names = vim.fn.getcompletion('IntegrationManifestOpen ex', 'cmdline')
  check(vim.deep_equal(names, { 'extractScript' }), 'names are completed', names)
  vim.cmd('edit!')
end

--- Tests requests with values that other clients send.
local function clients(buffer, client)
  local document = vim.lsp.util.make_text_document_params(buffer)
  local function request(method, params)
    local answer, err = client:request_sync(method, params, TIMEOUT, buffer)
    check(answer, method .. ' has a response', err)
    return answer.result, answer.err
  end
  local _, err = request('$/unknown', vim.empty_dict())
  check(err and err.code == -32601, 'an unknown request is rejected', err)

  local options = { tabSize = 2, insertSpaces = true, other = vim.NIL }
  _, err = request('textDocument/formatting', { textDocument = document, options = options })
  check(not err, 'an unknown formatting option is ignored', err)

  local start = position(client, buffer, '"version"', 1)
  local range = { start = start, ['end'] = start }
  local actions = request('textDocument/codeAction', {
    textDocument = document,
    range = range,
    context = { diagnostics = {}, only = {}, triggerKind = 1 },
  })
  check(actions and #actions > 0, 'an empty list of kinds does not exclude all code actions', actions)

  -- The text of the buffer does not change.
  local function change(text)
    client:notify('textDocument/didChange', {
      textDocument = { uri = document.uri, version = vim.NIL },
      contentChanges = { { text = text } },
    })
  end
  change('{ "name": "acme/changed" }\n')
  local symbols = request('textDocument/documentSymbol', { textDocument = document })
  check(#symbols == 1 and symbols[1].detail == 'acme/changed', 'a change without a version is applied', symbols)
  change(table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, true), '\n') .. '\n')
end

--- Tests a client that prefers plain text.
local function plain_text()
  local folder = vim.fn.tempname()
  vim.fn.mkdir(folder)
  local file = vim.fs.joinpath(folder, 'plain.integration.json')
  vim.fn.writefile({ '{ "name": "acme/x", "visibility": "private" }' }, file)
  vim.lsp.config('integration_manifest', {
    before_init = function(params)
      params.capabilities.textDocument.hover.contentFormat = { 'plaintext', 'markdown' }
    end,
    reuse_client = function()
      return false
    end,
  })
  local buffer, client = open(file)
  local hover = ask(client, buffer, 'textDocument/hover', '"visibility"', 3)
  check(hover.contents.kind == 'plaintext', 'the hover has the preferred format', hover.contents)
  check(not hover.contents.value:find('[*`\\]'), 'plain text has no markup', hover.contents)
  vim.cmd('bwipeout!')
  client:stop()
  vim.fn.delete(folder, 'rf')
end

--- Tests a manifest in a workspace that is opened through a symbolic link.
local function linked_folder()
  local folder = vim.fn.tempname()
  vim.fn.mkdir(folder)
  local link = folder .. '-link'
  vim.uv.fs_symlink(folder, link)
  vim.fn.writefile({}, vim.fs.joinpath(folder, 'integration-manifest.toml'))
  vim.fn.writefile({ '{ "name": "acme/x", "actions": { "paintLinked": {} } }' }, vim.fs.joinpath(folder, 'integration.json'))
  local buffer, client = open(vim.fs.joinpath(link, 'integration.json'))
  local found = client:request_sync('workspace/symbol', { query = 'paintLinked' }, TIMEOUT, buffer).result
  check(#found == 1, 'a workspace behind a symbolic link lists a manifest once', found)
  check(found[1].location.uri == vim.uri_from_bufnr(buffer), 'it has the URI of the buffer', found)
  vim.cmd('bwipeout!')
  vim.fn.delete(link)
  vim.fn.delete(folder, 'rf')
end

--- Validates the manifest in the current buffer without a token.
local function validation()
  local shown
  local echo = vim.api.nvim_echo
  vim.api.nvim_echo = function(chunks)
    shown = chunks[1][1]
  end
  vim.cmd.IntegrationManifestValidate()
  vim.wait(TIMEOUT, function()
    return shown ~= nil
  end)
  vim.api.nvim_echo = echo
  check(shown and vim.startswith(shown, 'BP_TOKEN and BP_WORKSPACE_ID'), 'missing credentials are reported', shown)
end

--- Tests a manifest in a folder with blanks and non-ASCII characters, and a file beside it.
local function files()
  local folder = vim.fs.joinpath(vim.fn.tempname(), 'größe und maß')
  vim.fn.mkdir(folder, 'p')
  local manifest = vim.fs.joinpath(folder, 'integration.json')
  vim.fn.writefile({ '<svg xmlns="http://www.w3.org/2000/svg"/>' }, vim.fs.joinpath(folder, 'logo.svg'))
  vim.fn.writefile({ '{', '  "name": "acme/x",', '  "version": "latest",', '  "icon": ""', '}' }, manifest)
  local buffer, client = open(manifest)
  local found = wait_for_rules(buffer)
  check(found['version-format'] == 1, 'diagnostics reach a buffer with any path', found)
  local list = ask(client, buffer, 'textDocument/completion', '"icon": "', 9)
  local item = vim.iter(list.items or list):find(function(item)
    return item.label == 'Embed logo.svg'
  end)
  check(item, 'a file beside the manifest is completed', list)
  vim.lsp.util.apply_text_edits({ item.textEdit }, buffer, client.offset_encoding)
  local line = vim.api.nvim_buf_get_lines(buffer, 3, 4, true)[1]
  check(line:find('"icon": "PHN2Zy', 1, true), 'its content is embedded', line)
  vim.cmd('bwipeout!')
  vim.fn.delete(vim.fs.dirname(folder), 'rf')
end

local function main()
  vim.opt.runtimepath:prepend(here)
  vim.opt.swapfile = false
  -- Off first, because the scripts for file types are loaded only once.
  vim.cmd('filetype off | filetype plugin on')
  -- Without credentials, nothing is sent.
  local cmd_env = { BP_TOKEN = '', BP_WORKSPACE_ID = '' }
  local messages = {}
  vim.lsp.handlers['window/showMessage'] = function(_, result)
    messages[#messages + 1] = result.message
  end
  vim.lsp.config('integration_manifest', {
    cmd = { server },
    cmd_env = cmd_env,
    -- Neovim sends empty tables as empty arrays.
    settings = { integrationManifest = { rules = {}, limits = {} } },
    -- Values that the protocol does not define are ignored.
    before_init = function(params)
      params.trace = 'compact'
      params.rootUri = ''
      params.capabilities.textDocument.foldingRange.foldingRangeKind = { valueSet = { 'chapter' } }
    end,
  })
  vim.lsp.enable('integration_manifest')

  local buffer, client = open('broken/integration.json')
  check(vim.bo[buffer].filetype == 'integration-manifest', 'the file type', vim.bo[buffer].filetype)
  check(#vim.lsp.get_clients() == 1, 'there is one server', #vim.lsp.get_clients())
  local found = wait_for_rules(buffer)
  local expected = {
    'syntax-error', 'duplicate-key', 'unknown-field', 'wrong-type', 'unknown-required-tag',
    'version-format', 'deprecated-public',
  }
  for _, rule in ipairs(expected) do
    check(found[rule] == 1, rule .. ' is found once', found)
  end

  check(#messages == 0, 'empty settings are no mistake', messages)

  local hover = ask(client, buffer, 'textDocument/hover', '"visibility"', 3)
  check(hover and hover.contents.value:find('unlisted', 1, true), 'the hover lists values', hover)
  check(not hover.contents.value:find('\\', 1, true), 'the hover has no escapes', hover)

  local completion = ask(client, buffer, 'textDocument/completion', '"publik"', 1)
  local choice
  for _, item in ipairs(completion.items or completion) do
    choice = item.label == 'public' and item or choice
  end
  check(choice, 'the completion offers public', completion)
  vim.lsp.util.apply_text_edits({ choice.textEdit }, buffer, client.offset_encoding)
  local text = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, true), '\n')
  check(text:find('\n  "visibility": "public",\n', 1, true), 'the completion fits', text)
  vim.wait(TIMEOUT, function()
    -- The other unknown value is the type of a state.
    return rules(buffer)['unknown-value'] == 1
  end)
  check(rules(buffer)['unknown-value'] == 1, 'the finding goes with its cause', rules(buffer))

  buffer, client = open('good/integration.json')
  found = wait_for_rules(buffer)
  check(next(found) == nil, 'nothing is wrong with a good manifest', found)
  clients(buffer, client)
  names(buffer)
  vim.bo[buffer].modified = false

  contents(buffer)
  validation()
  files()

  buffer = open('broken/unready.integration.json')
  check(vim.bo[buffer].filetype == 'integration-manifest', 'the file type', vim.bo[buffer].filetype)
  found = wait_for_rules(buffer)
  check(found['integration-must-have-an-icon'] == 1, 'publishing is prepared', found)

  local function read(name)
    return vim.fn.readfile(vim.fs.joinpath(repository, 'examples', name))
  end
  local tools = { check = check, go_to = go_to, here = here, open = open, read = read, server = server }
  dofile(vim.fs.joinpath(here, 'tests/features.lua'))(tools, server)
  linked_folder()
  plain_text()
end

local ok, err = xpcall(main, debug.traceback)
for _, client in ipairs(vim.lsp.get_clients()) do
  client:stop()
end
vim.wait(TIMEOUT, function()
  return #vim.lsp.get_clients() == 0
end)
if not ok then
  io.stderr:write(err, '\n')
  os.exit(1)
end
print('everything is as it should be')
os.exit(0)
