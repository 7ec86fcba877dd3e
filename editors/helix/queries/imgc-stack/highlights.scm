; Generated from editors/templates/highlights.scm: change it there (editors/README.md tells how).
; Stacks of imgc, over tree-sitter-kdl 2. Later patterns win over earlier ones.

; Literals

(string) @string
(value value: (string) @string)
[(escape) (escaped_whitespace)] @constant.character.escape
[(number) (keyword_number)] @constant.numeric
(boolean) @constant.builtin.boolean
["null" "#null"] @constant.builtin
(type) @type

; Nodes of the language. A name that is none of them stays plain.

(node
  name: (identifier) @keyword
  (#any-of? @keyword
    "add" "allow" "arg" "attest" "authors" "axis" "bake" "base" "cache" "changes" "ci" "cmd" "component"
    "conda" "conda-name" "context" "copy" "deny" "description" "distribution" "distro" "distros" "dockerfile"
    "docs" "download" "driver" "end-of-life" "entrypoint" "env" "environment" "example" "exclude" "expose"
    "flavor" "floating-tags" "framework-release" "from" "generated" "gpu" "gpu-family" "gpu-release" "group"
    "healthcheck" "ignore" "image" "in" "include" "index" "info-cmd" "info-cmds" "instruction" "internal"
    "known-tag" "label" "level" "license" "manylinux" "manylinux-policy" "match" "mount" "name" "needs" "on"
    "one-of" "only" "otherwise" "out" "package-name" "packages" "param" "pip" "plan" "platform" "platforms"
    "policy" "prefix" "promote" "pypi-name" "python" "rebuild-all" "registry" "release" "repository" "require"
    "role" "root" "run" "run-options" "runner" "secret" "sha256" "shell" "source" "stack" "stage" "stopsignal"
    "strategy" "syntax" "tag" "tags" "target" "targets" "tensorflow" "test" "title" "together" "torch" "use"
    "user" "value" "variant" "vendor" "version" "volume" "wheels" "with" "workdir" "written"))

; What is named, or is called by its name.

(_
  name: (_) @_node
  .
  (_
    argument: (value
      value: (string (string_fragment) @type)))
  (#any-of? @_node
    "arg" "axis" "component" "distribution" "download" "gpu-family" "group" "image" "info-cmd" "info-cmds"
    "manylinux-policy" "param" "plan" "python" "role" "stack" "stage" "target" "test" "value" "variant"))

; Properties: those of the language, and those that selectors, labels and parameters bring.

(prop
  key: (identifier) @variable.other.member
  (#any-of? @variable.other.member
    "after" "all" "base" "branch" "channel" "checksum" "chmod" "chown" "ci" "codename" "confidence"
    "constraints" "context" "cron" "date" "devtoolset" "digest" "distro" "doc" "driver" "env" "exclude"
    "extended" "externally-managed" "extra" "extra-index" "families" "family" "from" "git-tag" "glibc" "gpu"
    "id" "image" "index" "inherit" "interval" "link" "list" "manager" "manylinux" "max" "message" "musl"
    "needs" "network" "newer" "none" "note" "package" "parents" "path" "pip" "platform" "products"
    "pull-requests" "python" "reason" "recommends" "release" "released" "replace" "repository" "required"
    "requirements" "retries" "run" "rw" "security" "sharing" "since" "source" "stage" "start-interval"
    "start-period" "status" "support" "tag" "target" "timeout" "to" "tool" "toolkit" "type" "unpack" "url"
    "user" "version" "wheel" "when"))

(prop
  key: (identifier) @variable.parameter
  (#not-any-of? @variable.parameter
    "after" "all" "base" "branch" "channel" "checksum" "chmod" "chown" "ci" "codename" "confidence"
    "constraints" "context" "cron" "date" "devtoolset" "digest" "distro" "doc" "driver" "env" "exclude"
    "extended" "externally-managed" "extra" "extra-index" "families" "family" "from" "git-tag" "glibc" "gpu"
    "id" "image" "index" "inherit" "interval" "link" "list" "manager" "manylinux" "max" "message" "musl"
    "needs" "network" "newer" "none" "note" "package" "parents" "path" "pip" "platform" "products"
    "pull-requests" "python" "reason" "recommends" "release" "released" "replace" "repository" "required"
    "requirements" "retries" "run" "rw" "security" "sharing" "since" "source" "stage" "start-interval"
    "start-period" "status" "support" "tag" "target" "timeout" "to" "tool" "toolkit" "type" "unpack" "url"
    "user" "version" "wheel" "when"))

"=" @operator

; Bodies that hold one word a line, or a parameter and its values.

(_
  name: (_) @_node
  (_
    (node
      name: (identifier) @string))
  (#any-of? @_node "conda" "info-cmds" "packages" "pip" "run-options"))

(_
  name: (_) @_node
  (_
    (node
      name: (identifier) @variable.parameter))
  (#any-of? @_node "use"))

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
  (#any-of? @_node
    "add" "arg" "bake" "cmd" "context" "copy" "description" "download" "entrypoint" "env" "expose" "from"
    "gpu" "in" "label" "manylinux" "mount" "otherwise" "param" "release" "repository" "sha256" "shell"
    "stopsignal" "tag" "target" "tensorflow" "title" "torch" "user" "version" "volume" "workdir"
      "conda" "info-cmds" "packages" "pip" "run-options" "use")
  (#match? @string.special "(^|[^${])\\{-?[A-Za-z_][A-Za-z0-9_.-]*\\}"))

(_
  name: (_) @_node
  (_
    (node
      name: (identifier (string (string_fragment) @string.special))))
  (#any-of? @_node "conda" "info-cmds" "packages" "pip" "run-options")
  (#match? @string.special "(^|[^${])\\{-?[A-Za-z_][A-Za-z0-9_.-]*\\}"))

; Regular expressions

(_
  name: (_) @_node
  (_
    argument: (value
      value: (string (string_fragment) @string.regexp)))
  (#any-of? @_node "match"))

(prop
  key: (identifier) @_key
  value: (value
    value: (string (string_fragment) @string.regexp))
  (#any-of? @_key "run"))

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
