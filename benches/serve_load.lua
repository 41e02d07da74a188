-- Requests and expected responses of `serve_load.py` for wrk: an accepted manifest. Checks each response.

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  local file = assert(io.open(args[1], 'rb'))
  wrk.method = 'POST'
  wrk.path = '/v1/admin/integrations/validate'
  wrk.headers['Authorization'] = 'Bearer any'
  wrk.headers['x-workspace-id'] = 'any'
  wrk.headers['Content-Type'] = 'application/json'
  wrk.body = file:read('*a')
  file:close()
  answers, wrong = 0, 0
end

function response(status, _, body)
  answers = answers + 1
  if status ~= 200 or body ~= '{}' then
    wrong = wrong + 1
  end
end

function done(summary)
  local answers, wrong, errors = 0, 0, 0
  for _, thread in ipairs(threads) do
    answers = answers + thread:get('answers')
    wrong = wrong + thread:get('wrong')
  end
  for _, kind in ipairs({ 'connect', 'read', 'write', 'timeout' }) do
    errors = errors + summary.errors[kind]
  end
  print(('%d answers, %d of them wrong; %d socket errors'):format(answers, wrong, errors))
  os.exit(answers > 0 and wrong + errors == 0 and 0 or 1)
end
