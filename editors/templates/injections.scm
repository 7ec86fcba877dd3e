; The text of commands is shell.

(_
  name: (_) @_node
  (_
    argument: (value
      value: [
        (string (string_fragment) @injection.content)
        (string (multi_line_string (string_fragment) @injection.content))
      ]))
  (#any-of? @_node <<shell-first:scm>>)
  (#set! injection.language "bash"))

; After a name.

(_
  name: (_) @_node
  (_
    argument: (_))
  (_
    argument: (value
      value: [
        (string (string_fragment) @injection.content)
        (string (multi_line_string (string_fragment) @injection.content))
      ]))
  (#any-of? @_node <<shell-second:scm>>)
  (#set! injection.language "bash"))

; After a name and a description.

(_
  name: (_) @_node
  (_
    argument: (_))
  (_
    argument: (_))
  (_
    argument: (value
      value: [
        (string (string_fragment) @injection.content)
        (string (multi_line_string (string_fragment) @injection.content))
      ]))
  (#any-of? @_node <<shell-third:scm>>)
  (#set! injection.language "bash"))

; Regular expressions.

(_
  name: (_) @_node
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
