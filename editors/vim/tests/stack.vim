" Run by editors/test: the syntax of editors/vim/tests/stack.kdl at given places, then every example stack.
" STACKS holds the paths, a line each. Exits with 1 and a message for each thing that is wrong.
set nocompatible
filetype plugin on
syntax on
let s:wrong = []

" Is the first PIECE that follows FROM of this group (the last letters of its name)?
function s:Is(from, piece, group) abort
  call cursor(1, 1)
  if !search('\V' . a:from, 'cW') || !search('\V' . a:piece, 'cW', line('.') + 12)
    call add(s:wrong, 'not there: ' . a:from . ' … ' . a:piece)
    return
  endif
  let stack = map(synstack(line('.'), col('.')), 'synIDattr(v:val, "name")')
  let name = empty(stack) ? '' : stack[-1]
  if a:group ==# 'shell' ? match(stack, '^imgcShell$') < 0 : name !=# a:group
    call add(s:wrong, expand('%') . ':' . line('.') . ': ' . a:piece . ': ' . a:group . ' wanted, found ' . string(stack))
  endif
endfunction

edit editors/vscode/tests/stack.kdl
if &filetype !=# 'imgcstack'
  call add(s:wrong, 'stack.kdl has the filetype ' . &filetype)
endif
if &commentstring !=# '// %s'
  call add(s:wrong, 'commentstring is ' . &commentstring)
endif
for [s:from, s:piece, s:group] in [
      \ ['block /*', 'still', 'imgcBlockComment'], ['stack "acme"', 'stack', 'imgcNode'], ['stack "acme"', '"acme', 'imgcString'],
      \ ['/-plan', 'gone', 'imgcTakenString'], ['plan "py39"', 'prefix', 'imgcNode'], ['plan "py39"', 'version', 'imgcNode'],
      \ ['info-cmd "CUDA"', '{version}', 'imgcOne'], ['info-cmd "CUDA"', 'conda', 'shell'], ['info-cmd bare', 'python', 'shell'],
      \ ['info-cmd bare', '// after', 'imgcComment'],
      \ ['from "debian', '{RELEASE}', 'imgcTemplate'], ['from "debian', 'distro', 'imgcProperty'],
      \ ['env PATH', 'PATH', 'imgcOtherProperty'], ['env PATH', '$PATH', 'imgcDocker'], ['env PATH', '{{', 'imgcBrace'],
      \ ['run #"test', 'test', 'shell'], ['user "root"', 'user', 'imgcNode'], ['run network', 'network', 'imgcProperty'],
      \ ['run network', 'echo', 'shell'], ['run network', 'mount', 'imgcNode'], ['run ##', 'cat', 'shell'],
      \ ['is not the end', 'mount', 'imgcNode'], ['workdir "/srv"', 'workdir', 'imgcNode'],
      \ ['test "name', 'python', 'shell'], ['test "many"', 'for', 'shell'], ['packages {', 'git', 'imgcWord'],
      \ ['packages {', 'user', 'imgcWord'], ['packages {', '{PYTHON}', 'imgcTemplate'],
      \ ['expose 8080', '8080', 'imgcNumber'], ['expose 8080', '9090', 'imgcTakenPart'],
      \ ['deny run', '\\|', 'imgcRegexMark'], ['tags { match', '\\d', 'imgcRegexMark'], ['tags { match', 'tag ', 'imgcNode'],
      \ ['manylinux "2_28"', 'manylinux', 'imgcNode'], ['manylinux "2_28"', '{PYTHON}', 'imgcTemplate'],
      \ ['gpu "nvidia"', 'gpu', 'imgcNode'], ['gpu "nvidia"', '{CUDA}', 'imgcTemplate'], ['torch "', 'torch', 'imgcNode'],
      \ ['download "tool"', 'download', 'imgcNode'], ['release "1.2"', 'sha256', 'imgcNode'],
      \ ['run #"awk', '{NAME}', 'shell'], ['test "t"', '{NAME}', 'shell'], ['healthcheck "curl', '{NAME}', 'shell'],
      \ ['gpu-release "', 'gpu-release', 'imgcNode'], ['gpu-release "', 'target', 'imgcNode']]
  call s:Is(s:from, s:piece, s:group)
endfor

" Nothing runs over its end: each node at the top of a file, and its closing brace, are seen as such.
for s:path in readfile($STACKS)
  execute 'edit' fnameescape(s:path)
  set filetype=imgcstack
  for s:line in range(1, line('$'))
    let s:name = synIDattr(synID(s:line, 1, 0), 'name')
    if getline(s:line) =~# '^[a-z]' && s:name !=# 'imgcNode'
      call add(s:wrong, s:path . ':' . s:line . ': a node is ' . (s:name ==# '' ? 'plain' : s:name))
    elseif getline(s:line) =~# '^}' && s:name !=# ''
      call add(s:wrong, s:path . ':' . s:line . ': the closing brace is ' . s:name)
    endif
  endfor
endfor

" A string that is left open ends with its line: what follows looks as it did. Each text in a buffer of its own: where no
" screen is drawn, Vim does not look again at lines behind a change.
function s:Heads(lines) abort
  enew!
  call setline(1, a:lines)
  set filetype=imgcstack
  return map(range(1, line('$')), 'getline(v:val) =~# "^[a-z}]" ? synIDattr(synID(v:val, 1, 0), "name") : ""')
endfunction
let s:lines = readfile('examples/quickstart/stack.kdl')
let s:before = s:Heads(s:lines)
let s:opened = 0
for s:at in range(len(s:lines))
  if s:lines[s:at] =~# '^\s.*[^"]"[^"]*$'
    let s:text = copy(s:lines)
    let s:text[s:at] = substitute(s:text[s:at], '"\ze[^"]*$', '', '')
    let s:opened += 1
    if s:Heads(s:text) !=# s:before
      call add(s:wrong, 'quickstart:' . (s:at + 1) . ': without its last quote it spoils other lines')
    endif
  endif
endfor
if s:opened < 20
  call add(s:wrong, 'only ' . s:opened . ' strings were opened')
endif

if !empty(s:wrong)
  call writefile(s:wrong, '/dev/stderr')
  cquit
endif
qall!
