-- Opens the embedded content of a manifest (icon, readme, code, scripts) in buffers, and writes it back.
--
-- The server decodes the content, and returns the edit of the manifest that embeds a new text.

local M = {}

local LIST = 'integrationManifest.embedded.list'
local READ = 'integrationManifest.embedded.read'
local WRITE = 'integrationManifest.embedded.write'
local VALIDATE = 'integrationManifest.validate'

--- Kind of the content that has the features of a language.
local SCRIPT = 'vrl'

--- Request timeout in milliseconds.
local TIMEOUT = 10000

--- The open content by buffer: the buffer of the manifest, the pointer, and the last common text.
local contents = {}

local function show_error(message)
  vim.api.nvim_echo({ { message } }, true, { err = true })
end

--- Returns the client of the language server.
local function server(manifest)
  for _, client in ipairs(vim.lsp.get_clients({ bufnr = manifest })) do
    local provider = client.server_capabilities.executeCommandProvider
    if provider and vim.list_contains(provider.commands or {}, LIST) then
      return client
    end
  end
end

--- Executes a command of the server for a manifest. Returns the result, or nil and an error message.
local function execute(manifest, command, argument)
  if not vim.api.nvim_buf_is_loaded(manifest) then
    return nil, 'The manifest is not open any more.'
  end
  local client = server(manifest)
  if not client then
    return nil, 'No server for integration manifests is attached to the manifest.'
  end
  argument.uri = vim.uri_from_bufnr(manifest)
  local params = { command = command, arguments = { argument } }
  local result, err =
    client:request_sync('workspace/executeCommand', params, TIMEOUT, manifest)
  if not result then
    return nil, 'The server does not result: ' .. tostring(err)
  elseif result.err then
    return nil, result.err.message
  end
  return result.result, nil, client
end

--- Validates the manifest in the current buffer with the Botpress API. The server shows the result.
--- A manifest with errors is sent only with `force`.
function M.validate(force)
  local manifest = vim.api.nvim_get_current_buf()
  local client = server(manifest)
  if not client then
    show_error('No server for integration manifests is attached to this buffer.')
    return
  end
  local argument = { uri = vim.uri_from_bufnr(manifest), force = force }
  local params = { command = VALIDATE, arguments = { argument } }
  client:request('workspace/executeCommand', params, function(err)
    if err then
      show_error(err.message)
    end
  end, manifest)
end

--- Sets the text of a buffer. Inverse of `text_of`.
local function show(buffer, text)
  local _, breaks = text:gsub('\n', '')
  local _, dos = text:gsub('\r\n', '')
  if breaks > 0 and dos == breaks then
    vim.bo[buffer].fileformat = 'dos'
    text = text:gsub('\r\n', '\n')
  else
    vim.bo[buffer].fileformat = 'unix'
  end
  local lines = vim.split(text, '\n', { plain = true })
  local ends = #lines > 1 and lines[#lines] == ''
  if ends then
    table.remove(lines)
  end
  vim.bo[buffer].endofline = ends
  vim.bo[buffer].fixendofline = false
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
  vim.bo[buffer].modified = false
end

local function text_of(buffer)
  local line_break = vim.bo[buffer].fileformat == 'dos' and '\r\n' or '\n'
  local text = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), line_break)
  return vim.bo[buffer].endofline and text .. line_break or text
end

--- Reloads the content from the manifest, unless the buffer was changed too.
local function refresh(buffer)
  local content = contents[buffer]
  if not content or vim.bo[buffer].modified then
    return
  end
  local result, err = execute(content.manifest, READ, { pointer = content.pointer })
  if not result then
    show_error(err)
  elseif result.text ~= content.text then
    content.text = result.text
    show(buffer, result.text)
  end
end

--- Writes the buffer to the manifest. With `force`, overwrites a newer content.
local function write(buffer, force)
  local content = contents[buffer]
  local text = text_of(buffer)
  local argument = { pointer = content.pointer, text = text }
  if not force then
    argument.previous = content.text
  end
  local edit, err, client = execute(content.manifest, WRITE, argument)
  if not edit then
    show_error(err .. (force and '' or ' (add ! to overwrite)'))
    return
  end
  vim.lsp.util.apply_workspace_edit(edit, client.offset_encoding)
  content.text = text
  vim.bo[buffer].modified = false
end

--- Returns the buffer for an entry of the list of contents.
local function buffer_for(manifest, entry, text)
  -- The name ends with the file name, which determines the file type.
  local name = 'integration-manifest://'
    .. vim.api.nvim_buf_get_name(manifest)
    .. entry.pointer
    .. '/'
    .. entry.file
  for buffer, content in pairs(contents) do
    if content.manifest == manifest and content.pointer == entry.pointer then
      return buffer
    end
  end
  local buffer = vim.api.nvim_create_buf(true, false)
  contents[buffer] = { manifest = manifest, pointer = entry.pointer, text = text }
  vim.api.nvim_buf_set_name(buffer, name)
  vim.bo[buffer].buftype = 'acwrite'
  vim.bo[buffer].swapfile = false
  -- The initial text cannot be undone.
  local levels = vim.bo[buffer].undolevels
  vim.bo[buffer].undolevels = -1
  show(buffer, text)
  vim.bo[buffer].undolevels = levels
  vim.bo[buffer].filetype = entry.kind
  if entry.kind == SCRIPT then
    require('integration_manifest_script').attach(buffer, manifest, entry.pointer, server, text_of)
  end
  local function on(event, act)
    vim.api.nvim_create_autocmd(event, { buffer = buffer, callback = act })
  end
  on('BufWriteCmd', function()
    write(buffer, vim.v.cmdbang == 1)
  end)
  on('BufEnter', function()
    refresh(buffer)
  end)
  on('BufWipeout', function()
    contents[buffer] = nil
  end)
  return buffer
end

local function open(manifest, entry)
  local result, err = execute(manifest, READ, { pointer = entry.pointer })
  if not result then
    return show_error(err)
  end
  local buffer = buffer_for(manifest, entry, result.text)
  vim.cmd.sbuffer(buffer)
end

--- Whether `field` is the name, the pointer or the end of the pointer of `entry`.
local function means(field, entry)
  return field == entry.title or field == entry.pointer or vim.endswith(entry.pointer, '/' .. field)
end

--- Opens the content of `field`, a name or a JSON Pointer, of the manifest in the current buffer.
--- Without `field`, or if it is ambiguous, shows a list to choose from.
function M.open(field)
  local manifest = vim.api.nvim_get_current_buf()
  local list, err = execute(manifest, LIST, {})
  if not list then
    return show_error(err)
  end
  local choices = list
  if field and field ~= '' then
    choices = vim.tbl_filter(function(entry)
      return means(field, entry)
    end, list)
    if #choices == 0 then
      return show_error(('The manifest holds no content called %s.'):format(field))
    elseif #choices == 1 then
      return open(manifest, choices[1])
    end
  elseif #choices == 0 then
    return show_error('The manifest holds no icon, readme, script or code.')
  end
  vim.ui.select(choices, {
    prompt = 'Open',
    format_item = function(entry)
      return entry.title
    end,
  }, function(entry)
    if entry then
      open(manifest, entry)
    end
  end)
end

--- Completes the argument of the command.
function M.complete(start)
  local list = execute(vim.api.nvim_get_current_buf(), LIST, {}) or {}
  local titles = vim.tbl_map(function(entry)
    return entry.title
  end, list)
  return vim.tbl_filter(function(title)
    return vim.startswith(title, start)
  end, titles)
end

return M
