-- Shows the reference of an integration in the browser, and updates it while the manifest changes.
--
-- The server renders the page, which reloads itself. It is written to a temporary file.

local M = {}

local PREVIEW = 'integrationManifest/preview'
local PREVIEW_CHANGED = 'integrationManifest/previewChanged'

--- Time in seconds after which the page reloads itself.
local REFRESH = 2

--- The files of the pages by the URI of the manifest.
local pages = {}

local function show_error(message)
  vim.api.nvim_echo({ { message } }, true, { err = true })
end

--- Writes `text` to a new file, and renames it: the browser must not read a part of the page.
local function write(path, text)
  local file = assert(io.open(path .. '.new', 'wb'))
  file:write(text)
  file:close()
  assert(vim.uv.fs_rename(path .. '.new', path))
end

--- Requests the page of a manifest and writes it. Calls `done` with the path of the page.
local function update(client, uri, done)
  client:request(PREVIEW, { uri = uri, refresh = REFRESH }, function(err, result)
    if err then
      return show_error(err.message)
    end
    local is_written, message = pcall(write, pages[uri], result.html)
    if not is_written then
      return show_error(message)
    end
    if done then
      done(pages[uri])
    end
  end)
end

--- Opens the page of the manifest in the current buffer with `show`, by default in the browser.
function M.open(show)
  local uri = vim.uri_from_bufnr(0)
  for _, client in ipairs(vim.lsp.get_clients({ bufnr = 0 })) do
    if client.server_info and client.server_info.name == 'integration-manifest-ls' then
      pages[uri] = pages[uri] or (vim.fn.tempname() .. '.html')
      client.handlers[PREVIEW_CHANGED] = function(_, params)
        if pages[params.uri] then
          update(client, params.uri)
        end
      end
      return update(client, uri, show or vim.ui.open)
    end
  end
  show_error('No server for integration manifests is attached to this buffer.')
end

return M
