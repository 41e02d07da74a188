-- What a manifest's strings hold, opened as buffers of their own and written back into the string.
--
-- How a string holds it is the server's business: it is asked for the text, and for the edit of the
-- manifest that puts another text in.

local M = {}

local LIST = 'integrationManifest.embedded.list'
local READ = 'integrationManifest.embedded.read'
local WRITE = 'integrationManifest.embedded.write'
local VALIDATE = 'integrationManifest.validate'

--- How long the server may take for an answer, in milliseconds.
local PATIENCE = 10000

--- What is open, by buffer: the manifest's buffer, the pointer, and the text that both had last.
local contents = {}

local function complain(message)
  vim.api.nvim_echo({ { message } }, true, { err = true })
end

--- The server that knows the commands.
local function server(manifest)
  for _, client in ipairs(vim.lsp.get_clients({ bufnr = manifest })) do
    local provider = client.server_capabilities.executeCommandProvider
    if provider and vim.list_contains(provider.commands or {}, LIST) then
      return client
    end
  end
end

--- Has the server carry out a command about a manifest: its answer, or nil and what is wrong.
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
  local answer, trouble =
    client:request_sync('workspace/executeCommand', params, PATIENCE, manifest)
  if not answer then
    return nil, 'The server does not answer: ' .. tostring(trouble)
  elseif answer.err then
    return nil, answer.err.message
  end
  return answer.result, nil, client
end

--- Asks Botpress about the manifest in the current buffer: the server does, and says what it learns.
--- What has errors is sent only if `force` says so.
function M.validate(force)
  local manifest = vim.api.nvim_get_current_buf()
  local client = server(manifest)
  if not client then
    complain('No server for integration manifests is attached to this buffer.')
    return
  end
  local argument = { uri = vim.uri_from_bufnr(manifest), force = force }
  local params = { command = VALIDATE, arguments = { argument } }
  client:request('workspace/executeCommand', params, function(trouble)
    if trouble then
      complain(trouble.message)
    end
  end, manifest)
end

--- Puts `text` into a buffer in such a way that `text_of` gives it back.
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

--- Takes over what the manifest holds by now, unless something else was written here meanwhile.
local function refresh(buffer)
  local content = contents[buffer]
  if not content or vim.bo[buffer].modified then
    return
  end
  local answer, trouble = execute(content.manifest, READ, { pointer = content.pointer })
  if not answer then
    complain(trouble)
  elseif answer.text ~= content.text then
    content.text = answer.text
    show(buffer, answer.text)
  end
end

--- Writes the buffer back into the string. With `force`, whatever the manifest holds there by now.
local function write(buffer, force)
  local content = contents[buffer]
  local text = text_of(buffer)
  local argument = { pointer = content.pointer, text = text }
  if not force then
    argument.previous = content.text
  end
  local edit, trouble, client = execute(content.manifest, WRITE, argument)
  if not edit then
    complain(trouble .. (force and '' or ' (add ! to write nevertheless)'))
    return
  end
  vim.lsp.util.apply_workspace_edit(edit, client.offset_encoding)
  content.text = text
  vim.bo[buffer].modified = false
end

--- The buffer for `entry` of the list of contents.
local function buffer_for(manifest, entry, text)
  -- The file's name at the end is for those who tell file types by it.
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
  -- What is shown first is not to be undone.
  local levels = vim.bo[buffer].undolevels
  vim.bo[buffer].undolevels = -1
  show(buffer, text)
  vim.bo[buffer].undolevels = levels
  vim.bo[buffer].filetype = entry.kind
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
  local answer, trouble = execute(manifest, READ, { pointer = entry.pointer })
  if not answer then
    return complain(trouble)
  end
  local buffer = buffer_for(manifest, entry, answer.text)
  vim.cmd.sbuffer(buffer)
end

--- Whether somebody who says `field` means `entry`: its name, its pointer or the end of that.
local function means(field, entry)
  return field == entry.title or field == entry.pointer or vim.endswith(entry.pointer, '/' .. field)
end

--- Opens what the string `field` of the manifest in the current buffer holds: a member's name or a
--- JSON Pointer. Without it, or where it could be several, there is a list to choose from.
function M.open(field)
  local manifest = vim.api.nvim_get_current_buf()
  local list, trouble = execute(manifest, LIST, {})
  if not list then
    return complain(trouble)
  end
  local choices = list
  if field and field ~= '' then
    choices = vim.tbl_filter(function(entry)
      return means(field, entry)
    end, list)
    if #choices == 0 then
      return complain(('The manifest holds no content called %s.'):format(field))
    elseif #choices == 1 then
      return open(manifest, choices[1])
    end
  elseif #choices == 0 then
    return complain('The manifest holds no icon, readme, script or code.')
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

--- What can be said after the command.
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
