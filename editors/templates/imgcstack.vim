" Vim syntax file
" Language: imgc stacks (KDL 2)

if exists('b:current_syntax')
  finish
endif

" Shell first: it sets options of its own, which are put back.
let s:cpo = &cpo
set cpo&vim
let s:iskeyword = &l:iskeyword
let b:is_bash = 1
syn include @imgcShellText syntax/sh.vim
unlet! b:current_syntax
let &l:iskeyword = s:iskeyword
syn case match
syn sync clear
syn sync fromstart

" Comments; a slashdash takes away a node, a body, an argument or a property.
syn match imgcComment +//.*$+ contains=@Spell
syn region imgcBlockComment start=+/\*+ end=+\*/+ contains=imgcBlockComment,@Spell
syn match imgcContinuation +\\\s*\%(//.*\)\?$+ contains=imgcComment
syn region imgcTaken start=+/-+ end=+[;}]\@=\|$+ contains=imgcTakenBlock,imgcTakenString,imgcBlockComment
syn region imgcTakenBlock contained start=+{+ end=+}+ contains=imgcTakenBlock,imgcTakenString,imgcComment,imgcBlockComment
syn match imgcTakenPart +\%(^\s*\|[;{]\s*\)\@<!/-\s*\%([^ \t;{}"#=]\+=\)\?\%("\%([^"\\]\|\\.\)*"\|[^ \t;{}"]\+\)+
syn region imgcTakenBody matchgroup=imgcTaken start=+\%(^\s*\|[;{]\s*\)\@<!/-\s*{+ end=+}+ contains=imgcTakenBlock,imgcTakenString,imgcComment,imgcBlockComment
syn region imgcTakenString oneline contained start=+"+ skip=+\\.+ end=+"+
syn region imgcTakenString oneline contained start=+\z(#\+\)"+ end=+"\z1+
syn region imgcTakenString contained start=+\z(#\+\)"""+ end=+"""\z1+

" Values. A string is closed on its line, unless a backslash at the end leads to the next.
syn match imgcNumber /\%(^\|[ \t={]\)\@1<=[+-]\?\d[0-9_]*\%(\.\d[0-9_]*\)\?\%([eE][+-]\?\d\+\)\?\ze\%([ \t;}]\|$\)/
syn match imgcBoolean /#\%(true\|false\|null\|-\?inf\|nan\)\ze\%([ \t;}]\|$\)/
syn match imgcOtherProperty /[^ \t(){}"#;=\\\/\[\]]\+\ze=/
syn match imgcProperty /\v%([ \t]|^)@1<=%(<<properties:re>>)\ze\=/
syn match imgcEscape contained +\\\%(["\\/bfnrts]\|u{\x\{1,6}}\|\s*$\)+
syn match imgcDocker contained /\$\%(\h\w*\|{[^}"]*}\)/
syn match imgcTemplate contained /\$\@1<!{-\?\h[A-Za-z0-9_.]*\%(-[A-Za-z0-9_.]\+\)*-\?}/
syn match imgcBrace contained /{{\|}}\|\$\$/
syn match imgcUnclosed +#*".*$+
syn region imgcString oneline start=+"+ skip=+\\.+ end=+"+ contains=imgcEscape,imgcDocker,imgcTemplate,imgcBrace
syn region imgcString start=+"\ze\%([^"\\]\|\\\S\)*\\\s*$+ skip=+\\\_.+ end=+"+ contains=imgcEscape,imgcDocker,imgcTemplate,imgcBrace
syn region imgcString start=+"""$+ end=+"""+ contains=imgcEscape,imgcDocker,imgcTemplate,imgcBrace
syn region imgcString oneline start=+\z(#\+\)"+ end=+"\z1+ contains=imgcDocker,imgcTemplate,imgcBrace
syn region imgcString start=+\z(#\+\)"""$+ end=+"""\z1+ contains=imgcDocker,imgcTemplate,imgcBrace
syn match imgcRegexMark contained /\\.\|[*+?|^$()]/
syn region imgcRegex oneline contained start=+"+ skip=+\\.+ end=+"+ contains=imgcRegexMark
syn region imgcRegex oneline contained start=+\z(#\+\)"+ end=+"\z1+ contains=imgcRegexMark
syn match imgcRegexProperty /\v[ \t]@1<=%(<<regex-properties:re>>)\=\ze#*"/ nextgroup=imgcRegex

" Nodes of the language
syn match imgcNode /\v%(%(^|[;{])\s*)@<=%(<<nodes:re>>)\ze%([ \t;{}]|$)/
syn match imgcNode /\v%(%(^|[;{])\s*)@<=%(<<regex:re>>)\ze%([ \t;{}]|$)/ nextgroup=imgcRegex skipwhite

" Bodies of words: they begin at the line that opens them, and hold no nodes.
syn region imgcWords matchgroup=imgcNode start=/\v%(%(^|[;{])\s*)@<=%(<<words:re>>)\ze%([ \t;{}]|$)/
      \ end=/[;}]\@=\|$/ contains=imgcComment,imgcBlockComment,imgcContinuation,imgcTakenPart,imgcTakenBody,imgcNumber,imgcBoolean,imgcOtherProperty,imgcProperty,imgcUnclosed,imgcString,imgcWordsBody
syn region imgcWordsBody contained start=+{+ end=+}+ contains=imgcWord,imgcUnclosed,imgcString,imgcComment,imgcBlockComment,imgcTaken
syn match imgcWord contained +[^ \t(){}"#;=\\/\[\]]\++

" Commands are shell: at once, after a name, or after a name and a description.
syn match imgcNode /\v%(%(^|[;{])\s*)@<=%(<<shell-first:re>>)\ze%([ \t;{}]|$)/ nextgroup=imgcShell,imgcBefore skipwhite
syn match imgcNode /\v%(%(^|[;{])\s*)@<=%(<<shell-second:re>>)\ze%([ \t;{}]|$)/ nextgroup=imgcOne,imgcBeforeOne skipwhite
syn match imgcNode /\v%(%(^|[;{])\s*)@<=%(<<shell-third:re>>)\ze%([ \t;{}]|$)/ nextgroup=imgcTwo,imgcBeforeTwo skipwhite
syn match imgcBefore contained +[a-z-]\+=\%("[^"]*"\|[^ \t;{}"]\+\)+ contains=imgcProperty,imgcString,imgcNumber,imgcBoolean nextgroup=imgcShell,imgcBefore skipwhite
syn match imgcBeforeOne contained +[a-z-]\+=\%("[^"]*"\|[^ \t;{}"]\+\)+ contains=imgcProperty,imgcString,imgcNumber,imgcBoolean nextgroup=imgcOne,imgcBeforeOne skipwhite
syn match imgcBeforeTwo contained +[a-z-]\+=\%("[^"]*"\|[^ \t;{}"]\+\)+ contains=imgcProperty,imgcString,imgcNumber,imgcBoolean nextgroup=imgcTwo,imgcBeforeTwo skipwhite
syn match imgcTwo contained +"\%([^"\\]\|\\.\)*"\|\(#\+\)".\{-}"\1\|[^ \t(){}"#;=\\/]\+\ze\%([ \t;]\|$\)+ nextgroup=imgcOne,imgcBeforeOne skipwhite
syn match imgcOne contained +"\%([^"\\]\|\\.\)*"\|\(#\+\)".\{-}"\1\|[^ \t(){}"#;=\\/]\+\ze\%([ \t;]\|$\)+ nextgroup=imgcShell,imgcBefore skipwhite
" keepend: whatever the shell leaves open ends with its text.
syn region imgcShell oneline contained matchgroup=imgcQuote start=+"+ skip=+\\.+ end=+"+ keepend contains=@imgcShellText
syn region imgcShell contained matchgroup=imgcQuote start=+"""$+ end=+"""+ keepend contains=@imgcShellText
syn region imgcShell oneline contained matchgroup=imgcQuote start=+\z(#\+\)"+ end=+"\z1+ keepend contains=@imgcShellText
syn region imgcShell contained matchgroup=imgcQuote start=+\z(#\+\)"""$+ end=+"""\z1+ keepend contains=@imgcShellText

hi def link imgcComment Comment
hi def link imgcBlockComment Comment
hi def link imgcTaken Comment
hi def link imgcTakenBlock Comment
hi def link imgcTakenBody Comment
hi def link imgcTakenPart Comment
hi def link imgcTakenString Comment
hi def link imgcContinuation Special
hi def link imgcNode Statement
hi def link imgcProperty Type
hi def link imgcOtherProperty Identifier
hi def link imgcNumber Number
hi def link imgcBoolean Boolean
hi def link imgcString String
hi def link imgcUnclosed Error
hi def link imgcOne String
hi def link imgcTwo String
hi def link imgcWord String
hi def link imgcQuote Delimiter
hi def link imgcRegex String
hi def link imgcRegexMark Special
hi def link imgcRegexProperty Type
hi def link imgcEscape SpecialChar
hi def link imgcBrace SpecialChar
hi def link imgcTemplate PreProc
hi def link imgcDocker Identifier

let b:current_syntax = 'imgcstack'
let &cpo = s:cpo
unlet s:cpo s:iskeyword
