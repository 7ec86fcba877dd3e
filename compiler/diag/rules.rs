//! The table of everything that can be reported: a name, a weight and a page for each.

use super::Severity::{self, Error, Hint, Warning};

/// The stages that report, in their order: an error of one may hide those of later ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    Syntax,
    Ast,
    Resolve,
    Plan,
    Lint,
}

/// A kind of diagnostic.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Kebab-case; reads well after "allow".
    pub name: &'static str,
    /// The weight unless a policy says otherwise.
    pub severity: Severity,
    /// What finds it.
    pub stage: Stage,
    /// Markdown: what it means, why it matters, a failing and a fixed example.
    pub page: &'static str,
}

impl Rule {
    /// Whether a policy may give it another weight: errors of the language stay what they are.
    pub fn may_change(&self) -> bool {
        self.stage == Stage::Lint || self.severity != Error
    }
}

macro_rules! rules {
    ($($ident:ident $name:literal $severity:ident $folder:literal;)*) => {
        /// One constant a rule, named after it.
        pub mod rule {
            use super::*;
            $(pub static $ident: Rule = Rule {
                name: $name,
                severity: $severity,
                stage: match $folder.as_bytes() {
                    b"syntax/rules" => Stage::Syntax,
                    b"ast/rules" => Stage::Ast,
                    b"resolve/rules" => Stage::Resolve,
                    b"plan/rules" => Stage::Plan,
                    _ => Stage::Lint,
                },
                page: include_str!(concat!("../", $folder, "/", $name, ".md")),
            };)*
        }
        /// Every rule, sorted by name.
        pub static RULES: &[&Rule] = &[$(&rule::$ident),*];
    };
}

// Sorted by name; the page of each is `<folder>/<name>.md`.
rules! {
    ADOPTED_WITH_STEPS "adopted-with-steps" Error "plan/rules";
    ARG_CYCLE "arg-cycle" Error "plan/rules";
    ARG_TOO_EARLY "arg-too-early" Error "plan/rules";
    ARG_WITHOUT_VALUE "arg-without-value" Error "plan/rules";
    BARE_KEYWORD "bare-keyword" Error "syntax/rules";
    BROKEN_DOCKERFILE "broken-dockerfile" Error "resolve/rules";
    CACHE_LOST "cache-lost" Warning "plan/rules";
    COMPONENT_CYCLE "component-cycle" Error "resolve/rules";
    CONFLICTING_VALUES "conflicting-values" Error "plan/rules";
    COPY_TO_FOLDER "copy-to-folder" Error "ast/rules";
    COULD_BE_VARIANT "could-be-variant" Hint "lint";
    DENIED "denied" Error "lint";
    DISTRIBUTION_MISMATCH "distribution-mismatch" Error "lint";
    DOLLAR_IN_TEMPLATE "dollar-in-template" Error "ast/rules";
    DUPLICATE_DEFINITION "duplicate-definition" Error "resolve/rules";
    DUPLICATE_TAG "duplicate-tag" Error "plan/rules";
    DUPLICATE_TARGET "duplicate-target" Error "resolve/rules";
    EMPTY_NAME "empty-name" Error "ast/rules";
    END_OF_LIFE "end-of-life" Warning "lint";
    ENDS_AS_ROOT "ends-as-root" Warning "lint";
    ESCAPED_SHELL "escaped-shell" Error "ast/rules";
    EXPOSED_RUNNER "exposed-runner" Error "lint";
    FOREIGN_BINARY "foreign-binary" Warning "lint";
    FOREIGN_SYNTAX "foreign-syntax" Error "syntax/rules";
    GPU_MISMATCH "gpu-mismatch" Error "lint";
    GPU_TEST_WITHOUT_GPU "gpu-test-without-gpu" Error "plan/rules";
    HIDDEN_PARENT "hidden-parent" Warning "lint";
    IGNORED_SOURCE "ignored-source" Error "lint";
    IMAGE_CYCLE "image-cycle" Error "resolve/rules";
    IMPOSSIBLE_MOMENT "impossible-moment" Error "plan/rules";
    INCLUDE_OUTSIDE "include-outside" Error "resolve/rules";
    INCLUDED_TWICE "included-twice" Error "resolve/rules";
    INVALID_CHECKSUM "invalid-checksum" Error "ast/rules";
    INVALID_DATE "invalid-date" Error "ast/rules";
    INVALID_DURATION "invalid-duration" Error "ast/rules";
    INVALID_GLOB "invalid-glob" Error "ast/rules";
    INVALID_NAME "invalid-name" Error "ast/rules";
    INVALID_PLATFORM "invalid-platform" Error "ast/rules";
    INVALID_PORT "invalid-port" Error "ast/rules";
    INVALID_REFERENCE "invalid-reference" Error "ast/rules";
    INVALID_REGEX "invalid-regex" Error "ast/rules";
    INVALID_TAG "invalid-tag" Error "plan/rules";
    INVALID_URL "invalid-url" Error "plan/rules";
    KDL_SYNTAX "kdl-syntax" Error "syntax/rules";
    LONE_OTHERWISE "lone-otherwise" Error "ast/rules";
    LOST_OUTPUT "lost-output" Error "plan/rules";
    MERGED_BAKE_FILE "merged-bake-file" Warning "lint";
    MISSING_PROPERTY "missing-property" Error "ast/rules";
    MISSING_REQUIREMENT "missing-requirement" Error "lint";
    MISSING_SOURCE "missing-source" Error "lint";
    NEEDLESS_ALLOW "needless-allow" Warning "lint";
    NO_BUILDS "no-builds" Error "resolve/rules";
    NO_CHECKSUM "no-checksum" Error "plan/rules";
    NO_FROM "no-from" Error "plan/rules";
    NO_GPU_BASE "no-gpu-base" Error "plan/rules";
    NO_MANYLINUX_BASE "no-manylinux-base" Error "plan/rules";
    NO_STACK "no-stack" Error "resolve/rules";
    NO_SUCH_PART "no-such-part" Error "ast/rules";
    NO_TAGS "no-tags" Warning "plan/rules";
    NO_WHEELS "no-wheels" Error "plan/rules";
    NOT_IN_CATALOGUE "not-in-catalogue" Warning "plan/rules";
    NOT_KNOWN_YET "not-known-yet" Error "plan/rules";
    NOT_UNDER_CONDITION "not-under-condition" Error "ast/rules";
    NUMBER_FOR_TEXT "number-for-text" Error "ast/rules";
    ONE_WORD_COMMAND "one-word-command" Warning "lint";
    OPEN_AXIS "open-axis" Error "plan/rules";
    OUTSIDE_ROOT "outside-root" Error "plan/rules";
    OVERWRITTEN_ENV "overwritten-env" Warning "lint";
    PACKAGES_AS_USER "packages-as-user" Error "plan/rules";
    PARENT_NOT_BUILT "parent-not-built" Error "plan/rules";
    PYPI_WHEELS "pypi-wheels" Warning "lint";
    REPEATED "repeated" Error "ast/rules";
    RESERVED_NAME "reserved-name" Error "ast/rules";
    SECRET_IN_VALUE "secret-in-value" Error "lint";
    SHADOWED_GROUP "shadowed-group" Error "plan/rules";
    TAG_MISMATCH "tag-mismatch" Error "plan/rules";
    TEMPLATE_SYNTAX "template-syntax" Error "ast/rules";
    TOO_LARGE "too-large" Error "plan/rules";
    TOO_MANY_BUILDS "too-many-builds" Error "resolve/rules";
    TOO_MANY_FLOATING_TAGS "too-many-floating-tags" Error "lint";
    TYPE_ANNOTATION "type-annotation" Error "ast/rules";
    UNCLOSED "unclosed" Error "syntax/rules";
    UNCLOSED_QUOTE "unclosed-quote" Warning "plan/rules";
    UNDECLARED_ARG "undeclared-arg" Error "plan/rules";
    UNDECLARED_IN_SHELL "undeclared-in-shell" Warning "plan/rules";
    UNEXPECTED_CHILDREN "unexpected-children" Error "ast/rules";
    UNKNOWN_AXIS "unknown-axis" Error "resolve/rules";
    UNKNOWN_CHOICE "unknown-choice" Error "ast/rules";
    UNKNOWN_COMPONENT "unknown-component" Error "resolve/rules";
    UNKNOWN_CONTEXT "unknown-context" Error "plan/rules";
    UNKNOWN_DISTRIBUTION "unknown-distribution" Error "plan/rules";
    UNKNOWN_ESCAPE "unknown-escape" Error "syntax/rules";
    UNKNOWN_FRAMEWORK "unknown-framework" Error "plan/rules";
    UNKNOWN_GPU "unknown-gpu" Error "plan/rules";
    UNKNOWN_GPU_TARGET "unknown-gpu-target" Error "plan/rules";
    UNKNOWN_IMAGE "unknown-image" Error "resolve/rules";
    UNKNOWN_INFO_CMD "unknown-info-cmd" Error "plan/rules";
    UNKNOWN_MANYLINUX "unknown-manylinux" Error "plan/rules";
    UNKNOWN_NAME "unknown-name" Error "plan/rules";
    UNKNOWN_NODE "unknown-node" Error "ast/rules";
    UNKNOWN_PROPERTY "unknown-property" Error "ast/rules";
    UNKNOWN_ROLE "unknown-role" Error "plan/rules";
    UNKNOWN_SELECTOR_KEY "unknown-selector-key" Error "resolve/rules";
    UNKNOWN_STAGE "unknown-stage" Error "plan/rules";
    UNKNOWN_TEST "unknown-test" Error "plan/rules";
    UNKNOWN_VALUE "unknown-value" Error "resolve/rules";
    UNMATCHED_SELECTOR "unmatched-selector" Error "plan/rules";
    UNPINNED_BASE "unpinned-base" Warning "lint";
    UNPORTABLE_PATH "unportable-path" Warning "lint";
    UNQUOTED_TEXT "unquoted-text" Error "syntax/rules";
    UNREADABLE_FILE "unreadable-file" Error "resolve/rules";
    UNSUPPORTED_DISTRIBUTION "unsupported-distribution" Error "plan/rules";
    UNUSABLE_PATH "unusable-path" Error "resolve/rules";
    UNUSED_ARG "unused-arg" Warning "plan/rules";
    UNUSED_DEFINITION "unused-definition" Warning "plan/rules";
    UNUSED_INFO_CMD "unused-info-cmd" Warning "plan/rules";
    UNUSED_RUNNER "unused-runner" Warning "lint";
    UNUSED_STAGE "unused-stage" Warning "lint";
    UNWRITABLE_VALUE "unwritable-value" Error "ast/rules";
    USELESS_EXCLUDE "useless-exclude" Error "resolve/rules";
    WRONG_ARGUMENTS "wrong-arguments" Error "ast/rules";
    WRONG_PARAMETER "wrong-parameter" Error "plan/rules";
    WRONG_TYPE "wrong-type" Error "ast/rules";
}
