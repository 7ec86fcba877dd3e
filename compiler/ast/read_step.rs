//! Steps.

use super::checked::{Checked, Reader, as_word, name_of};
use super::duration;
use super::*;
use crate::schema::{Context as Place, Kind};
use crate::syntax::Value;

impl Reader<'_> {
    pub fn step(&mut self, node: Checked) -> Option<Step> {
        let docker = |reader: &mut Self| node.word(0).and_then(|word| reader.docker(word));
        let kind = match node.row.name {
            "arg" => StepKind::Arg(self.arg(node)?),
            "env" => StepKind::Env(self.env(node)?),
            "run" => StepKind::Run(Run {
                shell: node.word(0)?.clone(),
                mounts: self.mounts(node),
                network: node.name_property("network"),
                security: node.name_property("security"),
            }),
            "copy" => StepKind::Copy(self.copy(node)?),
            "add" => StepKind::Add(self.add(node)?),
            "workdir" => StepKind::Workdir(docker(self)?),
            "user" => StepKind::User(docker(self)?),
            "shell" => StepKind::Shell(self.templates(&node.words(0))),
            "expose" => StepKind::Expose(node.node.arguments.iter().filter_map(|value| self.port(value)).collect()),
            "volume" => StepKind::Volume(self.dockers(&node.words(0))),
            "entrypoint" => StepKind::Entrypoint(self.templates(&node.words(0))),
            "cmd" => StepKind::Cmd(self.templates(&node.words(0))),
            "healthcheck" => StepKind::Healthcheck(self.healthcheck(node)?),
            "stopsignal" => StepKind::Stopsignal(docker(self)?),
            "instruction" => {
                let line = node.word(0)?;
                if line.value.contains('\n') && !line.value.contains("<<") {
                    self.error(errors::several_instructions(line));
                    return None;
                }
                StepKind::Instruction(line.clone())
            }
            "packages" => StepKind::Packages(Packages {
                items: self.items(node)?,
                recommends: node.flag("recommends"),
                manager: node.name_property("manager"),
            }),
            "pip" => StepKind::Pip(self.pip(node)?),
            "conda" => StepKind::Conda(Conda {
                items: self.items(node)?,
                channels: self.property_dockers(node, "channel"),
                tool: node.name_property("tool"),
            }),
            "use" => StepKind::Use(self.call(node)?),
            other => unreachable!("`{other}` has a row and no reader"),
        };
        Some(Step { kind, span: node.head() })
    }

    fn dockers(&mut self, words: &[&Word]) -> Vec<Template> {
        words.iter().filter_map(|word| self.docker(word)).collect()
    }

    fn property_dockers(&mut self, node: Checked, name: &str) -> Vec<Template> {
        let words: Vec<&Word> = node
            .node
            .properties
            .iter()
            .filter(|property| property.name.value == name)
            .filter_map(|property| as_word(&property.value))
            .collect();
        self.dockers(&words)
    }

    pub fn env(&mut self, node: Checked) -> Option<Vec<(Name, Template)>> {
        if node.node.properties.is_empty() {
            self.error(errors::empty_env(node.node));
            return None;
        }
        for property in node.open_properties() {
            let name = &property.name.value;
            let good = |c: char| c.is_ascii_alphanumeric() || c == '_';
            if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) || !name.chars().all(good) {
                self.error(errors::bad_env_name(&property.name));
                return None;
            }
        }
        let pairs = self.pairs(node, node.row.open == Some(Kind::Docker));
        (pairs.len() == node.node.properties.len()).then_some(pairs)
    }

    fn port(&mut self, value: &Value) -> Option<Template> {
        let template = self.any_template(value)?;
        if let Some(text) = template.literal() {
            let (ports, protocol) = text.split_once('/').unwrap_or((&text, "tcp"));
            let number = |port: &str| port.parse::<u16>().is_ok_and(|port| port > 0);
            if !ports.split('-').all(number) || !matches!(protocol, "tcp" | "udp" | "sctp") {
                self.error(errors::bad_port(&text, value.span()));
                return None;
            }
        }
        Some(template)
    }

    fn copy(&mut self, node: Checked) -> Option<Copy> {
        let to = self.required(node, "to")?;
        let origin = self.origin(node)?;
        let sources = self.dockers(&node.words(0));
        if sources.len() > 1 && !to.value.ends_with('/') && !to.value.ends_with('}') && to.value != "." {
            self.error(errors::copy_to_folder(to));
            return None;
        }
        let mut maybe = |name: &str| match node.property_word(name) {
            Some(word) => self.docker(word).map(Some),
            None => Some(None),
        };
        let chown = maybe("chown")?;
        let chmod = maybe("chmod")?;
        Some(Copy {
            sources,
            to: self.docker(to)?,
            origin,
            chown,
            chmod,
            link: node.flag("link"),
            parents: node.flag("parents"),
            exclude: self.property_dockers(node, "exclude"),
        })
    }

    /// Where a `copy` or a mount takes from: one thing at the most.
    fn origin(&mut self, node: Checked) -> Option<Origin> {
        let said: Vec<&str> =
            ["stage", "image", "from", "context"].into_iter().filter(|name| node.property(name).is_some()).collect();
        if said.len() > 1 {
            self.error(errors::two_origins(node.node, &said));
            return None;
        }
        if !said.contains(&"image")
            && let Some(property) = node.open_properties().next()
        {
            let row = node.row;
            self.error(errors::unknown_property(property, node.node, row, self.text));
            return None;
        }
        Some(match said.first() {
            Some(&"stage") => Origin::Stage(node.name_property("stage")?),
            Some(&"image") => Origin::Image(self.image_ref(node)?),
            Some(&"from") => Origin::Reference(self.template(node.property_word("from")?)?),
            Some(_) => Origin::Named(node.name_property("context")?),
            None => Origin::Context,
        })
    }

    fn add(&mut self, node: Checked) -> Option<Add> {
        let to = self.required(node, "to")?;
        let to = self.docker(to)?;
        let mut maybe = |name: &str| match node.property_word(name) {
            Some(word) => self.docker(word).map(Some),
            None => Some(None),
        };
        let checksum = maybe("checksum")?;
        let chown = maybe("chown")?;
        let chmod = maybe("chmod")?;
        Some(Add {
            sources: self.dockers(&node.words(0)),
            to,
            checksum,
            chown,
            chmod,
            link: node.flag("link"),
            unpack: match node.property("unpack") {
                Some(Value::Bool(on, _)) => Some(*on),
                _ => None,
            },
        })
    }

    fn healthcheck(&mut self, node: Checked) -> Option<Healthcheck> {
        let shell = node.word(0).cloned();
        if shell.is_some() == node.flag("none") {
            self.error(errors::healthcheck_what(node.node));
            return None;
        }
        let mut options = Vec::new();
        for name in ["interval", "timeout", "start-period", "start-interval"] {
            let Some(word) = node.property_word(name) else { continue };
            match duration::nanoseconds(&word.value) {
                Some(0 | 1_000_000..) => {}
                Some(_) => {
                    self.error(errors::short_duration(word));
                    continue;
                }
                None => {
                    self.error(errors::bad_duration(word));
                    continue;
                }
            }
            options.push((name, name_of(word)));
        }
        if let Some(Value::Number { text, span, .. }) = node.property("retries") {
            options.push(("retries", Spanned::new(text.clone(), *span)));
        }
        Some(Healthcheck { shell, options })
    }

    fn pip(&mut self, node: Checked) -> Option<Pip> {
        let mut maybe = |name: &str| match node.property_word(name) {
            Some(word) => self.docker(word).map(Some),
            None => Some(None),
        };
        let python = maybe("python")?;
        let index = maybe("index")?;
        Some(Pip {
            items: self.items(node)?,
            python,
            index,
            extra_index: self.property_dockers(node, "extra-index"),
            requirements: self.property_dockers(node, "requirements"),
            constraints: self.property_dockers(node, "constraints"),
            tool: node.name_property("tool"),
        })
    }

    fn call(&mut self, node: Checked) -> Option<Use> {
        let component = name_of(node.word(0)?);
        let mut arguments = Vec::new();
        for property in node.open_properties() {
            let value = match &property.value {
                Value::Bool(on, span) => UseValue::Switch(*on, *span),
                value => match self.parameter(value, &property.name.value) {
                    Some(template) => UseValue::One(template),
                    None => continue,
                },
            };
            arguments.push(UseArgument { name: name_of(&property.name), value });
        }
        for child in node.children() {
            let name = name_of(&child.name);
            if let Some(before) = arguments.iter().find(|before| before.name == name) {
                let before = before.name.span;
                self.error(errors::repeated_property(&name.value, name.span, before));
                continue;
            }
            let mut values: Vec<Template> =
                child.arguments.iter().filter_map(|value| self.parameter(value, &name.value)).collect();
            for word in child.children.iter().flatten() {
                values.extend(self.docker(&word.name));
            }
            arguments.push(UseArgument { name, value: UseValue::List(values, child.head) });
        }
        Some(Use { component, arguments })
    }

    pub fn mounts(&mut self, node: Checked) -> Vec<Mount> {
        let checked = self.nodes(node.children(), Place::Mounts);
        checked.into_iter().filter_map(|child| Some(Mount { kind: self.mount(child)?, span: child.head() })).collect()
    }

    fn mount(&mut self, node: Checked) -> Option<MountKind> {
        let kind = node.word(0)?.value.as_str();
        let what = node.word(1);
        let allowed: &[&str] = match kind {
            "bind" => &["to", "stage", "image", "from", "context", "rw"],
            "cache" => &["id", "sharing"],
            "secret" => &["env", "to", "required"],
            _ => &[],
        };
        let wrong = node.node.properties.iter().find(|property| {
            let known = node.row.properties.iter().any(|known| known.name == property.name.value);
            !allowed.contains(&property.name.value.as_str())
                && (known || kind != "bind" || node.property("image").is_none())
        });
        if let Some(property) = wrong {
            self.error(errors::mount_property(property, kind, allowed));
            return None;
        }
        if what.is_none() && matches!(kind, "cache" | "secret" | "tmpfs") {
            self.error(errors::mount_what(node.node, kind));
            return None;
        }
        Some(match kind {
            "bind" => {
                let to = self.required(node, "to")?;
                let origin = self.origin(node)?;
                let source = match what {
                    Some(word) => self.template(word)?,
                    None => Template { segments: Vec::new(), span: node.head() },
                };
                MountKind::Bind { source, to: self.template(to)?, origin, writable: node.flag("rw") }
            }
            "cache" => MountKind::Cache {
                to: self.template(what?)?,
                id: match node.property_word("id") {
                    Some(word) => Some(self.template(word)?),
                    None => None,
                },
                sharing: node.name_property("sharing"),
            },
            "secret" => MountKind::Secret {
                id: name_of(what?),
                env: node.name_property("env"),
                to: match node.property_word("to") {
                    Some(word) => Some(self.template(word)?),
                    None => None,
                },
                required: !matches!(node.property("required"), Some(Value::Bool(false, _))),
            },
            "tmpfs" => MountKind::Tmpfs { to: self.template(what?)? },
            _ => MountKind::Ssh { id: what.map(name_of) },
        })
    }
}
