//! A stack around each field of the schema.

use imgc::schema::{Context, Kind, Property, Row, rows};
use std::ops::Range;

/// A place for text.
#[derive(Clone)]
pub struct Field {
    /// `Image copy to=`
    pub name: String,
    context: Context,
    row: &'static Row,
    slot: Slot,
    kind: Kind,
}

#[derive(Clone)]
enum Slot {
    Argument(usize),
    Property(&'static str),
    /// In braces, one a line.
    Word,
}

/// The text of a stack, and where the node with the field is.
pub struct Written {
    pub text: String,
    pub node: Range<usize>,
}

/// Fields that take some forms only: whatever else is refused at its place.
const GRAMMAR: &[&str] = &[
    "Ci on cron=",
    "GpuNode target TARGET",
    "Image gpu target=",
    "ImageValueBody gpu target=",
    "Image healthcheck interval=",
    "Image healthcheck timeout=",
    "Image healthcheck start-period=",
    "Image healthcheck start-interval=",
    "Stage healthcheck interval=",
    "Stage healthcheck timeout=",
    "Stage healthcheck start-period=",
    "Stage healthcheck start-interval=",
    "Component healthcheck interval=",
    "Component healthcheck timeout=",
    "Component healthcheck start-period=",
    "Component healthcheck start-interval=",
    // names of the catalogue
    "Image download checksum=",
    "Component download checksum=",
    "Download sha256 PLATFORM|DIGITS",
    "Download sha256 DIGITS",
    "DownloadRelease sha256 PLATFORM|DIGITS",
    "DownloadRelease sha256 DIGITS",
    "Image torch VERSION",
    "Image tensorflow VERSION",
    "Image tensorflow python=",
    "ImageValueBody torch VERSION",
    "ImageValueBody tensorflow VERSION",
    "ImageValueBody tensorflow python=",
    "Image manylinux POLICY",
    "Image manylinux python=",
    "Image gpu manylinux=",
    "ImageValueBody manylinux POLICY",
    "ImageValueBody manylinux python=",
    "ImageValueBody gpu manylinux=",
    "Stage manylinux POLICY",
    "Stage manylinux python=",
    "Tags promote needs=",
    "Promote needs TEST",
    "Promote tag after=",
    "Policy require user=",
    "Require label NAME",
];

const SHA256: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

/// What the rows of a `*` property are: values of another image's axes, which are names.
const OPEN: &[(&str, &str)] = &[("env", "NASTY"), ("label", "a.nasty")];

pub fn fields() -> Vec<Field> {
    let mut fields = Vec::new();
    for &context in Context::ALL {
        for row in rows(context) {
            let mut add = |slot: Slot, label: String, kind: Kind| {
                if matches!(kind, Kind::Template | Kind::Docker | Kind::Plain | Kind::Shell) {
                    fields.push(Field { name: format!("{context:?} {} {label}", row.name), context, row, slot, kind });
                }
            };
            for (at, argument) in row.arguments.iter().enumerate() {
                add(Slot::Argument(at), argument.name.to_string(), argument.kind);
            }
            for Property { name, kind, .. } in row.properties {
                add(Slot::Property(name), format!("{name}="), *kind);
            }
            if let (Some(kind), Some((_, name))) = (row.open, OPEN.iter().find(|(node, _)| *node == row.name)) {
                add(Slot::Property(name), format!("{name}="), kind);
            }
            if let imgc::schema::Body::Words(kind) = row.body {
                add(Slot::Word, "{}".to_string(), kind);
            }
        }
    }
    fields
}

/// A KDL string of exactly this text: raw where that can be, else with escapes.
pub fn kdl(text: &str) -> String {
    let plain = |c: char| {
        !c.is_control()
            && !matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let hashes = "#".repeat(1 + text.split(|c| c != '#').map(str::len).max().unwrap_or(0));
    if text.chars().all(|c| plain(c) || c == '\t') && !text.starts_with("\"\"") && text != "\"" {
        return format!("{hashes}\"{text}\"{hashes}");
    }
    if text.chars().all(|c| plain(c) || matches!(c, '\t' | '\n')) && !text.contains("\"\"\"") {
        let blank = |line: &str| !line.is_empty() && line.chars().all(char::is_whitespace);
        if !text.split('\n').any(blank) {
            return format!("{hashes}\"\"\"\n{text}\n\"\"\"{hashes}");
        }
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if plain(c) => out.push(c),
            c => out.push_str(&format!("\\u{{{:x}}}", c as u32)),
        }
    }
    out + "\""
}

impl Field {
    /// A path from the root: `a//b` and `a/./b` are `a/b`.
    pub fn is_path(&self) -> bool {
        ["Image context NAME|FOLDER", "Image context REF", "Image dockerfile PATH", "Stack out FOLDER"]
            .contains(&self.name.as_str())
    }

    /// A folder, which files are written to.
    pub fn is_folder(&self) -> bool {
        self.name == "Stack out FOLDER"
    }

    /// A line of the Dockerfile as it is.
    pub fn is_raw(&self) -> bool {
        self.row.name == "instruction"
    }

    pub fn is_shell(&self) -> bool {
        self.kind == Kind::Shell
    }

    pub fn grammar(&self) -> bool {
        GRAMMAR.contains(&self.name.as_str())
    }

    /// The stack with this text in the field.
    pub fn stack(&self, text: &str) -> Written {
        self.stack_with(text, true)
    }

    pub fn stack_with(&self, text: &str, escape: bool) -> Written {
        let (before, after) = self.around();
        let escaped = match (escape, self.kind) {
            (true, Kind::Template) => text.replace('{', "{{").replace('}', "}}"),
            (true, Kind::Docker) => text.replace('$', "$$").replace('{', "{{").replace('}', "}}"),
            _ => text.to_string(),
        };
        let node = self.node(&kdl(&format!("{before}{escaped}{after}")));
        let (head, tail) = self.frame();
        let start = head.len();
        let end = start + node.len();
        Written { text: format!("{head}{node}{tail}"), node: start..end }
    }

    /// What stands beside the text in the same string, where the field asks for a form.
    fn around(&self) -> (&'static str, &'static str) {
        match (self.row.name, &self.slot) {
            ("healthcheck" | "run" | "test" | "info-cmd", _) if self.is_shell() => ("echo ", ""),
            ("add", Slot::Argument(_)) => ("https://example.org/", ""),
            ("download", Slot::Argument(1)) => ("https://example.org/", ""),
            ("sha256" | "release", Slot::Property("url")) => ("https://example.org/", ""),
            ("instruction", _) => ("LABEL a=", ""),
            _ => ("", ""),
        }
    }

    fn filler(kind: Kind) -> String {
        match kind {
            Kind::Integer => "1".to_string(),
            Kind::Boolean => "#true".to_string(),
            Kind::Choice(words) => kdl(words[0]),
            Kind::Port => "8080".to_string(),
            Kind::Shell => kdl("true"),
            Kind::Regex => kdl(".*"),
            Kind::Date => kdl("2026-11-21"),
            Kind::Glob | Kind::Selector => kdl("*"),
            _ => kdl("n"),
        }
    }

    /// The node, with this string in the field.
    fn node(&self, string: &str) -> String {
        let (mut arguments, mut properties) = self.rest();
        let mut words = String::new();
        match &self.slot {
            Slot::Argument(at) => {
                while arguments.len() <= *at {
                    arguments.push(Self::filler(self.row.arguments[arguments.len()].kind));
                }
                arguments[*at] = string.to_string();
            }
            Slot::Property(name) => {
                properties.retain(|(other, _)| other != name);
                properties.push((name, string.to_string()));
            }
            Slot::Word => words = format!(" {{\n{string}\n}}"),
        }
        let mut text = self.row.name.to_string();
        for argument in arguments {
            text.push_str(&format!(" {argument}"));
        }
        for (name, value) in properties {
            text.push_str(&format!(" {name}={value}"));
        }
        text + &words
    }

    /// The other arguments and properties that the node needs.
    fn rest(&self) -> (Vec<String>, Vec<(&'static str, String)>) {
        let row = self.row;
        let strings = |all: &[&str]| all.iter().map(|text| kdl(text)).collect::<Vec<_>>();
        match (self.context, row.name, &self.slot) {
            (_, "copy", slot) => {
                let mut properties = vec![("to", kdl("/y/"))];
                if !matches!(slot, Slot::Property("from")) {
                    properties.push(("stage", kdl("b")));
                }
                (strings(&["/x"]), properties)
            }
            (_, "add", _) => (strings(&["https://example.org/x"]), vec![("to", kdl("/y/"))]),
            (_, "mount", Slot::Argument(_)) => (strings(&["cache"]), vec![]),
            (_, "mount", Slot::Property("id")) => (strings(&["cache", "/c"]), vec![]),
            (_, "mount", Slot::Property("from")) => (strings(&["bind", "/x"]), vec![("to", kdl("/m"))]),
            (_, "mount", _) => (strings(&["bind", "/x"]), vec![("to", kdl("/m")), ("stage", kdl("b"))]),
            (_, "healthcheck", Slot::Property(_)) => (strings(&["true"]), vec![]),
            (_, "packages" | "pip" | "conda", Slot::Property(_)) => (strings(&["n"]), vec![]),
            (Context::ArgCases, "in", _) => (strings(&["n"]), vec![("variant", kdl("v"))]),
            (_, "arg", _) => (strings(&["A"]), vec![]),
            (_, "download", slot) => {
                let checksum = match slot {
                    Slot::Property("checksum") => vec![],
                    _ => vec![("checksum", kdl(&format!("sha256:{SHA256}")))],
                };
                (strings(&["d", "https://example.org/d"]), checksum)
            }
            (_, "gpu-release", _) => (strings(&["nvidia", "99.1"]), vec![]),
            (_, "sha256", _) => (strings(&[SHA256]), vec![]),
            (_, "wheels", _) => (strings(&["cpu"]), vec![]),
            (_, "torch" | "tensorflow", Slot::Property(_)) => (strings(&["2.14"]), vec![]),
            (_, "param", Slot::Property(_)) => (strings(&["n", "x"]), vec![]),
            (_, "manylinux", Slot::Property(_)) => (strings(&["2_28"]), vec![]),
            (_, "manylinux-policy", _) => (strings(&["n"]), vec![("glibc", kdl("2.28"))]),
            (_, "context", Slot::Argument(1)) => (strings(&["further"]), vec![]),
            (_, "bake", _) => (strings(&["shm-size", "1g"]), vec![]),
            (_, "deny" | "allow", Slot::Property("reason")) => (vec![], vec![("package", kdl("p"))]),
            (_, "deny" | "allow", _) => (vec![], vec![("reason", kdl("r"))]),
            (_, "on", Slot::Property("cron")) => (strings(&["schedule"]), vec![]),
            // one of the team's own
            (_, "runner", _) => (vec![], vec![("pull-requests", "#true".to_string())]),
            (_, "tag", Slot::Property(_)) => (strings(&["t2"]), vec![]),
            (_, "promote", _) => (vec![], vec![]),
            (_, "gpu", Slot::Property(_)) => (strings(&["rocm"]), vec![]),
            (_, "gpu-family", _) => (strings(&["f"]), vec![("release", kdl("version"))]),
            _ => {
                let needed = row.arguments.iter().filter(|argument| !argument.optional);
                (needed.map(|argument| Self::filler(argument.kind)).collect(), vec![])
            }
        }
    }

    /// What stands before and after the node.
    fn frame(&self) -> (String, String) {
        const STACK: &str = "stack \"s\" { registry \"r.io/o\" }\n";
        const TAGS: &str = "tags { tag \"t\" }\nci \"github\" { on push; on pull-request }\n";
        const STAGE: &str = "stage \"b\" { from \"debian:12\" }\n";
        const USES: &str = "run \"echo $A\"\n";
        let whole = |head: String, tail: String| (head, tail);
        let image = |inside: (&str, &str)| {
            whole(format!("{STACK}{TAGS}image \"a\" {{\n{STAGE}{}", inside.0), format!("\n{}}}\n", inside.1))
        };
        let based = "from \"debian:12\"\nuser \"root\"\n";
        let top = |head: &str, tail: &str| {
            whole(
                format!("{STACK}{TAGS}{head}"),
                format!("{tail}\nimage \"a\" {{ {STAGE}{based}{USES}info-cmds \"n\" }}\n"),
            )
        };
        let info = "\ninfo-cmd \"n\" \"d\" \"true\"\n";
        match (self.context, self.row.name) {
            (Context::Stack, name) => {
                let registry = if name == "registry" { "" } else { "registry \"r.io/o\"; " };
                whole(
                    format!("stack \"s\" {{ {registry}"),
                    format!(" }}\narg \"A\" \"d\"\n{TAGS}image \"a\" {{ {STAGE}{based}{USES} }}\n"),
                )
            }
            (Context::Top, "info-cmd") => {
                whole(format!("{STACK}{TAGS}"), "\nimage \"a\" { from \"debian:12\"; info-cmds \"n\" }\n".to_string())
            }
            (Context::Top, "arg") => {
                whole(format!("{STACK}{TAGS}"), format!("\nimage \"a\" {{ from \"debian:12\"\n{USES} }}\n"))
            }
            (Context::Top, _) => whole(format!("{STACK}{TAGS}"), format!("\nimage \"a\" {{ {STAGE}{based} }}\n")),
            (Context::PlanBody, name) => {
                let prefix = if name == "prefix" { "label x=\"{prefix}\"\n" } else { "" };
                let label = if name == "version" { "label x=\"{version}\"\n" } else { "" };
                let uses = if name == "arg" { USES } else { "" };
                let arg = if name == "arg" { "arg \"A\" \"d\"\n" } else { "" };
                whole(
                    format!("{STACK}{TAGS}{arg}plan \"p\" {{ "),
                    format!(" }}\nimage \"a\" {{ from \"debian:12\"\n{prefix}{label}{uses} }}\n"),
                )
            }
            (Context::ValueBody, name) => {
                let label = if name == "version" { "label x=\"{version}\"\n" } else { "" };
                let uses = if name == "arg" { USES } else { "" };
                whole(
                    format!("{STACK}{TAGS}axis \"os\" {{ value \"v\" {{ "),
                    format!(" }} }}\nimage \"a\" {{ axis \"os\"; from \"debian:12\"\n{label}{uses} }}\n"),
                )
            }
            (Context::ImageValueBody, name) => {
                let label = if name == "version" { "label x=\"{version}\"\n" } else { "" };
                let uses = if name == "arg" { USES } else { "" };
                let from = if matches!(name, "from" | "manylinux") { "" } else { "from \"debian:12\"\n" };
                whole(
                    format!("{STACK}{TAGS}image \"a\" {{ variant \"v\" {{ "),
                    format!(" }}\n{from}{label}{uses} }}\n"),
                )
            }
            (Context::ArgCases, name) => {
                let before = if name == "otherwise" { "in variant=\"v\" \"o\"\n" } else { "" };
                whole(
                    format!(
                        "{STACK}tags {{ tag \"t{{-variant}}\" }}\nimage \"a\" {{ variant \"v\"; variant \"w\"; arg \"A\" \"d\" {{\n{before}"
                    ),
                    format!("\n}}\nfrom \"debian:12\"\n{USES} }}\n"),
                )
            }
            (Context::Image, "from" | "manylinux") => image(("", "")),
            (Context::Image, "dockerfile") => whole(format!("{STACK}{TAGS}image \"a\" {{ "), " }\n".to_string()),
            (Context::Image, "arg") => image((based, USES)),
            (Context::Image, "version") => image((based, "label x=\"{version}\"\n")),
            (Context::Image, _) => image((based, "")),
            (Context::Stage, name) => {
                let from = if matches!(name, "from" | "manylinux") { "" } else { based };
                let uses = if name == "arg" { USES } else { "" };
                whole(
                    format!("{STACK}{TAGS}image \"a\" {{\n{STAGE}stage \"c\" {{\n{from}"),
                    format!("\n{uses}}}\nfrom \"debian:12\"\ncopy \"/x\" stage=\"c\" to=\"/y/\"\n}}\n"),
                )
            }
            (Context::Component, name) => {
                let uses = if name == "arg" { USES } else { "" };
                whole(
                    format!("{STACK}{TAGS}component \"c\" {{\nstage \"b\" {{ from \"debian:12\" }}\n"),
                    format!("\n{uses}}}\nimage \"a\" {{\n{based}use \"c\"\n}}\n"),
                )
            }
            (Context::Param, _) => whole(
                format!("{STACK}{TAGS}component \"c\" {{ param \"p\" \"x\" {{\n"),
                " \"x\"\n}; run \"echo $p\" }\nimage \"a\" { from \"debian:12\"; use \"c\" }\n".to_string(),
            ),
            (Context::Tags, "promote") => whole(
                format!("{STACK}tags {{ tag \"t\"; "),
                " { tag \"u\" } }\nimage \"a\" { from \"debian:12\" }\n".to_string(),
            ),
            (Context::Tags, _) => whole(
                format!("{STACK}ci \"github\" {{ on push }}\ntags {{ tag \"t\"; "),
                " }\nimage \"a\" { from \"debian:12\" }\n".to_string(),
            ),
            (Context::Promote, _) => whole(
                format!("{STACK}ci \"github\" {{ on push }}\ntags {{ tag \"t\"; promote {{ tag \"u\"; "),
                " } }\nimage \"a\" { from \"debian:12\" }\n".to_string(),
            ),
            (Context::Role, _) => top("role \"r\" { ", " }\narg \"A\" \"d\"\n").map_with(info),
            (Context::Policy, _) => top("policy { ", " }\narg \"A\" \"d\"\n").map_with(info),
            (Context::Require, _) => whole(
                format!("{STACK}{TAGS}policy {{ require {{ "),
                " } }\nimage \"a\" { from \"debian:12\" }\n".to_string(),
            ),
            (Context::Ci, _) => whole(
                format!("{STACK}tags {{ tag \"t\" }}\nci \"github\" {{ on push; on pull-request\n"),
                "\n}\nimage \"a\" { from \"debian:12\" }\n".to_string(),
            ),
            (Context::Distribution, _) => whole(
                format!("{STACK}{TAGS}distribution \"d\" family=\"debian\" manager=\"apt\" {{ "),
                " }\nimage \"a\" { from \"debian:12\" }\n".to_string(),
            ),
            (Context::ManylinuxPolicy, _) => whole(
                format!("{STACK}{TAGS}manylinux-policy \"p\" glibc=\"2.28\" {{ "),
                " }\nimage \"a\" { from \"debian:12\" }\n".to_string(),
            ),
            (Context::Download, _) => image((
                &format!("{based}download \"d\" \"https://example.org/d\" checksum=\"sha256:{SHA256}\" {{ "),
                " }\n",
            )),
            (Context::DownloadRelease, _) => image((
                &format!("{based}download \"d\" \"https://example.org/d\" version=\"1\" {{ release \"1\" {{ "),
                " }; }\n",
            )),
            (Context::FrameworkRelease, _) => whole(
                format!("{STACK}{TAGS}framework-release \"torch\" \"99.1\" {{ "),
                " }\nimage \"a\" { from \"debian:12\" }\n".to_string(),
            ),
            (Context::Wheels, _) => whole(
                format!("{STACK}{TAGS}framework-release \"torch\" \"99.1\" {{ wheels \"cpu\" {{ "),
                " }; }\nimage \"a\" { from \"debian:12\" }\n".to_string(),
            ),
            (Context::GpuFamily, _) => whole(
                format!("{STACK}{TAGS}gpu-family \"f\" release=\"version\" {{ "),
                " }\nimage \"a\" { from \"debian:12\"; gpu \"f\" }\n".to_string(),
            ),
            (Context::GpuRelease, _) => whole(
                format!("{STACK}{TAGS}gpu-release \"nvidia\" \"99.1\" {{ "),
                " }\nimage \"a\" { gpu \"nvidia\" cuda=\"99.1\"; from \"debian:12\" }\n".to_string(),
            ),
            (Context::GpuBase, _) => whole(
                format!("{STACK}{TAGS}gpu-release \"nvidia\" \"99.1\" {{ base \"debian:12\" {{ "),
                " } }\nimage \"a\" { from \"debian:12\" }\n".to_string(),
            ),
            (Context::GpuNode, _) => image((&format!("{based}gpu \"nvidia\" {{ "), " }\n")),
            (Context::Denied, _) => whole(
                format!("{STACK}{TAGS}policy {{ deny {{ "),
                " } }\nimage \"a\" { from \"debian:12\" }\n".to_string(),
            ),
            (Context::Changes, _) => {
                whole(format!("{STACK}{TAGS}changes {{ "), " }\nimage \"a\" { from \"debian:12\" }\n".to_string())
            }
            (Context::Mounts, _) => {
                whole(format!("{STACK}{TAGS}image \"a\" {{\n{STAGE}{based}run \"true\" {{ "), " }\n}\n".to_string())
            }
            _ => top("", ""),
        }
    }
}

trait WithInfo {
    fn map_with(self, info: &str) -> Self;
}

impl WithInfo for (String, String) {
    fn map_with(self, info: &str) -> Self {
        (self.0, self.1 + info)
    }
}
