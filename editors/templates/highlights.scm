; Stacks of imgc, over tree-sitter-kdl 2. Later patterns win over earlier ones.

; Literals

(string) @string
(value value: (string) @string)
[(escape) (escaped_whitespace)] @string.escape
[(number) (keyword_number)] @number
(boolean) @boolean
["null" "#null"] @constant.builtin
(type) @type

; Nodes of the language. A name that is none of them stays plain.

(node
  name: (identifier) @keyword
  (#any-of? @keyword <<nodes:scm>>))

; What is named, or is called by its name.

(_
  name: (_) @_node
  .
  (_
    argument: (value
      value: (string (string_fragment) @type)))
  (#any-of? @_node <<named:scm>>))

; Properties: those of the language, and those that selectors, labels and parameters bring.

(prop
  key: (identifier) @property
  (#any-of? @property <<properties:scm>>))

(prop
  key: (identifier) @variable.parameter
  (#not-any-of? @variable.parameter <<properties:scm>>))

"=" @operator

; Bodies that hold one word a line, or a parameter and its values.

(_
  name: (_) @_node
  (_
    (node
      name: (identifier) @string))
  (#any-of? @_node <<words:scm>>))

(_
  name: (_) @_node
  (_
    (node
      name: (identifier) @variable.parameter))
  (#any-of? @_node <<lists:scm>>))

; Text in which something is replaced: {name}. The grammar has no node for the name itself.

(_
  name: (_) @_node
  (_
    [
      (value value: (string (string_fragment) @string.special))
      (value value: (string (multi_line_string (string_fragment) @string.special)))
      (prop value: (value value: (string (string_fragment) @string.special)))
      (prop value: (value value: (string (multi_line_string (string_fragment) @string.special))))
    ])
  (#any-of? @_node <<templates:scm>> <<words:scm>> <<lists:scm>>)
  (#match? @string.special "(^|[^${])\\{-?[A-Za-z_][A-Za-z0-9_.-]*\\}"))

(_
  name: (_) @_node
  (_
    (node
      name: (identifier (string (string_fragment) @string.special))))
  (#any-of? @_node <<words:scm>>)
  (#match? @string.special "(^|[^${])\\{-?[A-Za-z_][A-Za-z0-9_.-]*\\}"))

; Regular expressions

(_
  name: (_) @_node
  (_
    argument: (value
      value: (string (string_fragment) @string.regexp)))
  (#any-of? @_node <<regex:scm>>))

(prop
  key: (identifier) @_key
  value: (value
    value: (string (string_fragment) @string.regexp))
  (#any-of? @_key <<regex-properties:scm>>))

; Punctuation

["{" "}" "(" ")"] @punctuation.bracket
";" @punctuation.delimiter

; Comments, and what a slashdash takes away.

[
  (single_line_comment)
  (multi_line_comment)
  (version)
] @comment

((_ . (node_comment)) @comment
  (#set! priority 110))
((node_field_comment) @comment
  (#set! priority 110))
((node_children_comment) @comment
  (#set! priority 110))
