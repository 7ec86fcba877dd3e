//! Resolved text: what a template has become for one build.

use std::fmt;

/// Text whose pieces each target writes in its own way.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(pub Vec<Segment>);

/// A piece of a [`Text`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    /// Exactly these characters.
    Literal(String),
    /// The build arg of this name; only in recipes.
    Arg(String),
    /// `$NAME` or `${NAME…}`, Docker's, exactly as written; only in recipes.
    Docker(String),
    /// Known only when building; only outside recipes.
    Variable(Variable),
}

/// What only the moment of building knows. The derived ones are functions of the first six.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Variable {
    /// The commit, 40 hexadecimal digits: `GIT_SHA`.
    GitSha,
    /// The branch: `GIT_BRANCH`; empty on a git tag.
    GitBranch,
    /// The git tag: `GIT_TAG`; empty on a branch.
    GitTag,
    /// The number of the pull request: `PR`.
    Pr,
    /// `YYYY-MM-DD`: `DATE`.
    Date,
    /// RFC 3339: `CREATED`.
    Created,
    /// The first 7 digits of the commit.
    GitShort,
    /// The branch, made safe for a tag.
    GitBranchSlug,
    /// What the `**` of this branch glob matched, made safe for a tag; the glob is a regular expression with one group.
    GitBranchRest(String),
    /// `YYYYMMDD`
    DateCompact,
    /// A stack arg that may be set from outside: a Bake variable of its name.
    Stack(String),
}

impl Text {
    pub fn literal(text: impl Into<String>) -> Text {
        let text = text.into();
        if text.is_empty() { Text::default() } else { Text(vec![Segment::Literal(text)]) }
    }

    pub fn variable(variable: Variable) -> Text {
        Text(vec![Segment::Variable(variable)])
    }

    pub fn arg(name: impl Into<String>) -> Text {
        Text(vec![Segment::Arg(name.into())])
    }

    /// The characters, if all are known.
    pub fn as_literal(&self) -> Option<String> {
        let mut all = String::new();
        for segment in &self.0 {
            match segment {
                Segment::Literal(text) => all.push_str(text),
                _ => return None,
            }
        }
        Some(all)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Appends, joining literals.
    pub fn push(&mut self, segment: Segment) {
        match (self.0.last_mut(), segment) {
            (_, Segment::Literal(text)) if text.is_empty() => {}
            (Some(Segment::Literal(last)), Segment::Literal(text)) => last.push_str(&text),
            (_, segment) => self.0.push(segment),
        }
    }

    pub fn push_str(&mut self, text: &str) {
        self.push(Segment::Literal(text.to_string()));
    }

    pub fn extend(&mut self, other: &Text) {
        for segment in &other.0 {
            self.push(segment.clone());
        }
    }

    pub fn variables(&self) -> impl Iterator<Item = &Variable> {
        self.0.iter().filter_map(|segment| match segment {
            Segment::Variable(variable) => Some(variable),
            _ => None,
        })
    }

    pub fn args(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|segment| match segment {
            Segment::Arg(name) => Some(name.as_str()),
            _ => None,
        })
    }
}

/// For people: variables as `{git.sha}`, args as `${NAME}`.
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for segment in &self.0 {
            match segment {
                Segment::Literal(text) | Segment::Docker(text) => f.write_str(text)?,
                Segment::Arg(name) => write!(f, "${{{name}}}")?,
                Segment::Variable(variable) => write!(f, "{{{}}}", variable.template_name())?,
            }
        }
        Ok(())
    }
}

impl Variable {
    /// As a template writes it.
    pub fn template_name(&self) -> &str {
        match self {
            Variable::GitSha => "git.sha",
            Variable::GitBranch => "git.branch",
            Variable::GitTag => "git.tag",
            Variable::Pr => "pr",
            Variable::Date => "date",
            Variable::Created => "created",
            Variable::GitShort => "git.short",
            Variable::GitBranchSlug => "git.branch.slug",
            Variable::GitBranchRest(_) => "git.branch.rest",
            Variable::DateCompact => "date.compact",
            Variable::Stack(name) => name,
        }
    }
}
