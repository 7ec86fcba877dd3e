; Generated from editors/templates/injections.scm: change it there (editors/README.md tells how).
; The text of commands is shell.

(node
  name: (identifier) @_node
  (_
    argument: (value
      value: [
        (string (string_fragment) @injection.content)
        (string (multi_line_string (string_fragment) @injection.content))
      ]))
  (#any-of? @_node "healthcheck" "run")
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
  (#any-of? @_node "test")
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
  (#any-of? @_node "info-cmd")
  (#set! injection.language "bash"))

; Regular expressions.

(node
  name: (identifier) @_node
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
