-- Run by editors/test in Neovim: a stack is highlighted by tree-sitter, at once, and also where it cannot be read.
-- usage: nvim -l stack.lua FOLDER-OF-PARSERS, in the repository
local parsers = arg[1]
local wrong = {}

-- Another Neovim as its users have it, with a screen; the folder of the parsers and this one are on its runtime path.
local function editor()
  local paths = parsers .. "," .. vim.fn.getcwd() .. "/editors/neovim"
  local channel = vim.fn.jobstart({ vim.v.progpath, "--embed", "--clean", "-n", "--cmd", "set runtimepath^=" .. paths }, { rpc = true })
  vim.rpcrequest(channel, "nvim_ui_attach", 120, 50, { rgb = true })
  return function(code, ...)
    return vim.rpcrequest(channel, "nvim_exec_lua", code, { ... })
  end
end

-- CPU of the whole program until the file is on the screen, in milliseconds; the time of day says how busy the machine is.
local function painted(run, path)
  return run([[
    vim.cmd.edit(...)
    vim.cmd.redraw()
    if not vim.treesitter.highlighter.active[vim.api.nvim_get_current_buf()] then
      error("tree-sitter does not highlight " .. ...)
    end
    return os.clock() * 1000
  ]], path)
end

local BUDGET = 100
for _, path in ipairs({ "examples/quickstart/stack.kdl", "examples/itwinai/stack.kdl" }) do
  local least = math.huge
  for _ = 1, 3 do
    least = math.min(least, painted(editor(), path))
  end
  io.write(("%s: on the screen after %.0f ms of CPU\n"):format(path, least))
  if least > BUDGET then
    table.insert(wrong, ("%s: %d ms are more than %d"):format(path, least, BUDGET))
  end
end

-- The captures of the first PIECE behind FROM, by line and column.
local CAPTURES = [[
  local from, piece = ...
  vim.fn.cursor(1, 1)
  if vim.fn.search("\\V" .. from, "cW") == 0 or vim.fn.search("\\V" .. piece, "cW", vim.fn.line(".") + 12) == 0 then
    return { "not there" }
  end
  vim.treesitter.get_parser():parse(true)
  local found = vim.treesitter.get_captures_at_pos(0, vim.fn.line(".") - 1, vim.fn.col(".") - 1)
  local names = vim.tbl_map(function(one) return one.capture end, found)
  return vim.tbl_filter(function(name) return name:sub(1, 1) ~= "_" end, names)
]]
local run = editor()
painted(run, "editors/vscode/tests/stack.kdl")
for _, one in ipairs({
  { 'stack "acme"', "stack", "keyword" },
  { 'image "web"', "web", "type" },
  { 'from "debian', "distro", "property" },
  { 'from "debian', "{RELEASE}", "string.special" },
  { "env PATH", "PATH", "variable.parameter" },
  { "block /*", "still", "comment" },
  { "packages {", "git", "string" },
  { "expose 8080", "8080", "number" },
}) do
  local found = run(CAPTURES, one[1], one[2])
  if found[#found] ~= one[3] then
    table.insert(wrong, ("%s … %s: %s wanted, found %s"):format(one[1], one[2], one[3], table.concat(found, " ")))
  end
end

-- A string that is left open: few of the nodes behind it lose their colour.
local left = run([[
  local lines = vim.fn.readfile("examples/quickstart/stack.kdl")
  local query = vim.treesitter.query.get("imgc_stack", "highlights")
  local function keywords(text)
    local root, found = vim.treesitter.get_string_parser(text, "imgc_stack"):parse()[1]:root(), {}
    for id, node in query:iter_captures(root, text) do
      if query.captures[id] == "keyword" then found[node:start()] = true end
    end
    return found
  end
  local whole = keywords(table.concat(lines, "\n") .. "\n")
  local all, kept = 0, 0
  for at, line in ipairs(lines) do
    local opened = line:gsub('^(%s.*[^"])"([^"]*)$', "%1%2")
    if opened ~= line then
      local text = vim.list_extend(vim.list_extend(vim.list_slice(lines, 1, at - 1), { opened }), vim.list_slice(lines, at + 1))
      local now = keywords(table.concat(text, "\n") .. "\n")
      for row in pairs(whole) do
        if row >= at then all, kept = all + 1, kept + (now[row] and 1 or 0) end
      end
    end
  end
  return { all, kept }
]])
io.write(("behind strings that are left open %d of %d nodes keep their colour\n"):format(left[2], left[1]))
if left[1] < 500 or left[2] < 0.95 * left[1] then
  table.insert(wrong, ("behind strings that are left open only %d of %d nodes keep their colour"):format(left[2], left[1]))
end

for _, line in ipairs(wrong) do
  io.stderr:write(line, "\n")
end
os.exit(#wrong == 0 and 0 or 1)
