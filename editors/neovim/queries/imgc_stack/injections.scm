; Generated from editors/templates/injections.scm: change it there (editors/README.md tells how).
; The text of commands is shell.

(_
  name: (_) @_node
  (_
    argument: (value
      value: [
        (string (string_fragment) @injection.content)
        (string (multi_line_string (string_fragment) @injection.content))
      ]))
  (#any-of? @_node "healthcheck" "run")
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
  (#any-of? @_node "test")
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
  (#any-of? @_node "info-cmd")
  (#set! injection.language "bash"))

; Regular expressions.

(_
  name: (_) @_node
  (_
    argument: (value
      value: (string (string_fragment) @injection.content)))
  (#any-of? @_node "match")
  (#set! injection.language "regex"))

(prop
  key: (identifier) @_key
  value: (value
    value: (string (string_fragment) @injection.content))
  (#any-of? @_key "run")
  (#set! injection.language "regex"))
