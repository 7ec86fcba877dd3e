" Generated from editors/templates/imgcstack.vim: change it there (editors/README.md tells how).
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
syn match imgcProperty /\v%([ \t]|^)@1<=%(after|all|base|branch|channel|checksum|chmod|chown|ci|codename|confidence|constraints|context|cron|date|devtoolset|digest|distro|doc|driver|env|exclude|extended|externally-managed|extra|extra-index|families|family|from|git-tag|glibc|gpu|id|image|index|inherit|interval|link|list|manager|manylinux|max|message|musl|needs|network|newer|none|note|package|parents|path|pip|platform|products|pull-requests|python|reason|recommends|release|released|replace|repository|required|requirements|retries|run|rw|security|sharing|since|source|stage|start-interval|start-period|status|support|tag|target|timeout|to|tool|toolkit|type|unpack|url|user|version|wheel|when)\ze\=/
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
syn match imgcRegexProperty /\v[ \t]@1<=%(run)\=\ze#*"/ nextgroup=imgcRegex

" Nodes of the language
syn match imgcNode /\v%(%(^|[;{])\s*)@<=%(add|allow|arg|attest|authors|axis|bake|base|cache|changes|ci|cmd|component|conda|conda-name|context|copy|deny|description|distribution|distro|distros|dockerfile|docs|download|driver|end-of-life|entrypoint|env|environment|example|exclude|expose|flavor|floating-tags|framework-release|from|generated|gpu|gpu-family|gpu-release|group|healthcheck|ignore|image|in|include|index|info-cmd|info-cmds|instruction|internal|known-tag|label|level|license|manylinux|manylinux-policy|match|mount|name|needs|on|one-of|only|otherwise|out|package-name|packages|param|pip|plan|platform|platforms|policy|prefix|promote|pypi-name|python|rebuild-all|registry|release|repository|require|role|root|run|run-options|runner|secret|sha256|shell|source|stack|stage|stopsignal|strategy|syntax|tag|tags|target|targets|tensorflow|test|title|together|torch|use|user|value|variant|vendor|version|volume|wheels|with|workdir|written)\ze%([ \t;{}]|$)/
syn match imgcNode /\v%(%(^|[;{])\s*)@<=%(match)\ze%([ \t;{}]|$)/ nextgroup=imgcRegex skipwhite

" Bodies of words: they begin at the line that opens them, and hold no nodes.
syn region imgcWords matchgroup=imgcNode start=/\v%(%(^|[;{])\s*)@<=%(conda|info-cmds|packages|pip|run-options)\ze%([ \t;{}]|$)/
      \ end=/[;}]\@=\|$/ contains=imgcComment,imgcBlockComment,imgcContinuation,imgcTakenPart,imgcTakenBody,imgcNumber,imgcBoolean,imgcOtherProperty,imgcProperty,imgcUnclosed,imgcString,imgcWordsBody
syn region imgcWordsBody contained start=+{+ end=+}+ contains=imgcWord,imgcUnclosed,imgcString,imgcComment,imgcBlockComment,imgcTaken
syn match imgcWord contained +[^ \t(){}"#;=\\/\[\]]\++

" Commands are shell: at once, after a name, or after a name and a description.
syn match imgcNode /\v%(%(^|[;{])\s*)@<=%(healthcheck|run)\ze%([ \t;{}]|$)/ nextgroup=imgcShell,imgcBefore skipwhite
syn match imgcNode /\v%(%(^|[;{])\s*)@<=%(test)\ze%([ \t;{}]|$)/ nextgroup=imgcOne,imgcBeforeOne skipwhite
syn match imgcNode /\v%(%(^|[;{])\s*)@<=%(info-cmd)\ze%([ \t;{}]|$)/ nextgroup=imgcTwo,imgcBeforeTwo skipwhite
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
