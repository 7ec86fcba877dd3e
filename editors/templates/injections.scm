; The text of commands is shell.

(node
  name: (identifier) @_node
  (_
    argument: (value
      value: [
        (string (string_fragment) @injection.content)
        (string (multi_line_string (string_fragment) @injection.content))
      ]))
  (#any-of? @_node <<shell-first:scm>>)
  (#set! injection.language "bash"))

; After a name.

(node
  name: (identifier) @_node
  (_
    argument: (value))
  (_
    argument: (value
      value: [
        (string (string_fragment) @injection.content)
        (string (multi_line_string (string_fragment) @injection.content))
      ]))
  (#any-of? @_node <<shell-second:scm>>)
  (#set! injection.language "bash"))

; After a name and a description.

(node
  name: (identifier) @_node
  (_
    argument: (value))
  (_
    argument: (value))
  (_
    argument: (value
      value: [
        (string (string_fragment) @injection.content)
        (string (multi_line_string (string_fragment) @injection.content))
      ]))
  (#any-of? @_node <<shell-third:scm>>)
  (#set! injection.language "bash"))

; Regular expressions.

(node
  name: (identifier) @_node
  (_
    argument: (value
      value: (string (string_fragment) @injection.content)))
  (#any-of? @_node <<regex:scm>>)
  (#set! injection.language "regex"))

(prop
  key: (identifier) @_key
  value: (value
    value: (string (string_fragment) @injection.content))
  (#any-of? @_key <<regex-properties:scm>>)
  (#set! injection.language "regex"))
