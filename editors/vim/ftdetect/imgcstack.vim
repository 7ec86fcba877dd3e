" A stack's own file by its name; files that it includes by their first line: // imgc-stack
autocmd BufRead,BufNewFile stack.kdl,*.stack.kdl setlocal filetype=imgcstack
autocmd BufRead *.kdl if getline(1) =~# '^\s*//\s*imgc-stack\>' | setlocal filetype=imgcstack | endif
