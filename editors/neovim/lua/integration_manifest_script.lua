-- Diagnostics, completion, hovers and code actions in buffers of scripts.
--
-- A server in this process answers the requests of Neovim. It forwards them to the server of the manifest with the text
-- of the buffer, which can differ from the manifest.

local M = {}

--- The command of the manifest's server for each method of the protocol.
local COMMANDS = {
  ['textDocument/codeAction'] = 'integrationManifest.embedded.fixes',
  ['textDocument/completion'] = 'integrationManifest.embedded.completion',
  ['textDocument/diagnostic'] = 'integrationManifest.embedded.diagnostics',
  ['textDocument/hover'] = 'integrationManifest.embedded.hover',
}

--- Converts the result of a command to that of the method.
local RESULTS = {
  ['textDocument/codeAction'] = function(fixes, uri)
    return vim.tbl_map(function(fix)
      return { title = fix.title, kind = 'quickfix', edit = { changes = { [uri] = fix.edits } } }
    end, fixes)
  end,
  ['textDocument/diagnostic'] = function(diagnostics)
    return { kind = 'full', items = diagnostics }
  end,
}

local function capabilities(encoding)
  return {
    codeActionProvider = true,
    completionProvider = { triggerCharacters = { '.' } },
    diagnosticProvider = { interFileDependencies = false, workspaceDiagnostics = false },
    hoverProvider = true,
    positionEncoding = encoding,
    textDocumentSync = { openClose = true, change = 1 },
  }
end

--- Attaches the features to `buffer`. `server` returns the client of a manifest, `text_of` the text of a buffer.
function M.attach(buffer, manifest, pointer, server, text_of)
  local function forward(client, method, params, callback)
    local argument = {
      uri = vim.uri_from_bufnr(manifest),
      pointer = pointer,
      text = text_of(buffer),
      position = params.position,
      range = params.range,
    }
    local command = { command = COMMANDS[method], arguments = { argument } }
    local convert = RESULTS[method]
    return client:request('workspace/executeCommand', command, function(err, result)
      if convert and not err then
        result = convert(result, params.textDocument.uri)
      end
      callback(err, result)
    end, manifest)
  end
  local function start(dispatchers)
    local is_closing = false
    local function stop()
      is_closing = true
      dispatchers.on_exit(0, 0)
    end
    return {
      request = function(method, params, callback)
        local client = server(manifest)
        if method == 'initialize' then
          callback(nil, { capabilities = capabilities(client and client.offset_encoding) })
        elseif client and COMMANDS[method] then
          return forward(client, method, params, callback)
        else
          callback(nil, nil)
        end
        return true, 1
      end,
      notify = function(method)
        if method == 'exit' then
          stop()
        end
        return true
      end,
      is_closing = function()
        return is_closing
      end,
      terminate = stop,
    }
  end
  local id = vim.lsp.start({ name = 'integration_manifest_script', cmd = start }, {
    bufnr = buffer,
    reuse_client = function()
      return false
    end,
  })
  vim.api.nvim_create_autocmd('BufWipeout', {
    buffer = buffer,
    callback = function()
      local client = vim.lsp.get_client_by_id(id)
      if client then
        client:stop()
      end
    end,
  })
end

return M
