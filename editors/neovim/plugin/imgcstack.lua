-- Stacks are read by the parser of KDL, under a language name of its own: plain KDL files keep their own queries.
if not (vim.treesitter and vim.treesitter.language and vim.treesitter.language.add) then
  return -- before 0.10; editors/vim has a syntax file
end

vim.api.nvim_create_autocmd("FileType", {
  pattern = "imgcstack",
  callback = function(event)
    local parser = vim.api.nvim_get_runtime_file("parser/kdl.*", false)[1]
    if parser and pcall(vim.treesitter.language.add, "imgc_stack", { path = parser, symbol_name = "kdl" }) then
      vim.treesitter.language.register("imgc_stack", "imgcstack")
      pcall(vim.treesitter.start, event.buf, "imgc_stack")
    end
  end,
})
