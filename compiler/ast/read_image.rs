//! Images, stages, and all that stands in them beside steps.

use super::checked::{Checked, Reader, name_of};
use super::*;
use crate::budget::STEPS_OF_IMAGE;
use crate::schema::Context as Place;
use crate::syntax::{Node, Value};

/// The node, at whatever depth of conditions, with which there are more than `left`, of which each takes one away.
fn beyond<'n>(nodes: &'n [Node], left: &mut usize) -> Option<&'n Node> {
    nodes.iter().find_map(|node| match node.name.value.as_str() {
        "in" | "on" | "otherwise" | "stage" => beyond(node.children.as_deref().unwrap_or_default(), left),
        _ if *left == 0 => Some(node),
        _ => {
            *left -= 1;
            None
        }
    })
}

/// Files are called after images: with more behind it the name of one is still one that disks hold.
const LONGEST: usize = 128;

impl Reader<'_> {
    /// Whether an image or a component has as few nodes as can be meant: more would be told of one by one.
    pub fn few_enough(&mut self, node: Checked) -> bool {
        let mut left = STEPS_OF_IMAGE;
        let beyond = beyond(node.children(), &mut left);
        beyond.into_iter().for_each(|node| self.error(errors::too_many_steps(node, STEPS_OF_IMAGE)));
        beyond.is_none()
    }

    pub fn image(&mut self, node: Checked, name: Name) -> Image {
        let mut axes: Vec<AxisUse> = Vec::new();
        let mut excludes = Vec::new();
        let mut onlys = Vec::new();
        let mut repository = None;
        let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
        if name.value.len() > LONGEST
            || !name.value.chars().all(|c| good(c) || c.is_ascii_uppercase())
            || !name.value.starts_with(|c: char| c.is_ascii_alphanumeric())
        {
            self.error(errors::bad_image_name(&name));
        }
        let body = self.entries(node.children(), Place::Image, false, &mut |reader, child| {
            match child.row.name {
                "axis" => {
                    let axis = reader.axis(child, child.word(0).map(name_of)?, Place::ImageAxis);
                    match axes.iter().find(|known| known.name == axis.name) {
                        Some(before) => {
                            let before = before.name.span;
                            reader.error(errors::repeated_axis(&axis.name, before));
                        }
                        None => axes.push(axis),
                    }
                }
                "variant" => {
                    let name = child.word(0).map(name_of)?;
                    let value = reader.value(child, name, Place::ImageValueBody);
                    match axes.iter_mut().find(|axis| axis.name.value == "variant") {
                        Some(axis) => axis.values.push(value),
                        None => {
                            let name = Spanned::new("variant".to_string(), child.node.name.span);
                            axes.push(AxisUse { name, values: vec![value] });
                        }
                    }
                }
                "exclude" => excludes.extend(reader.selector(child)),
                "only" => onlys.extend(reader.selector(child)),
                "repository" => repository = child.word(0).and_then(|word| reader.template(word)),
                _ => return reader.image_item(child),
            }
            None
        });
        Image { name, axes, excludes, onlys, repository, body, span: node.head() }
    }

    /// What may stand under a condition.
    pub fn image_item(&mut self, node: Checked) -> Option<ImageItem> {
        let template = |reader: &mut Self| node.word(0).and_then(|word| reader.template(word));
        Some(match node.row.name {
            "title" => ImageItem::Title(template(self)?),
            "description" => ImageItem::Description(template(self)?),
            "version" => ImageItem::Version(template(self)?),
            "internal" => ImageItem::Internal(self.switch(node, 0)),
            "role" => ImageItem::Role(self.names(&node.words(0))),
            "platforms" => ImageItem::Platforms(self.platforms(node)),
            "context" if node.property("image").is_some() => {
                if let Some(location) = node.word(1) {
                    self.error(errors::replaced_twice(location));
                    return None;
                }
                ImageItem::Replaced(Replaced { reference: name_of(node.word(0)?), image: self.image_ref(node)? })
            }
            "context" if let Some(property) = node.open_properties().next() => {
                self.error(errors::axis_without_image(&property.name));
                return None;
            }
            "context" => match node.word(1) {
                None => ImageItem::Context(Context { name: None, location: template(self)?, span: node.head() }),
                Some(_) if node.word(0).is_some_and(|name| name.value == "image") => {
                    self.error(errors::taken_context(node.word(0)?));
                    return None;
                }
                Some(location) => ImageItem::Context(Context {
                    name: node.word(0).map(name_of),
                    location: self.template(location)?,
                    span: node.head(),
                }),
            },
            "label" => {
                let pairs = self.labels(node);
                if pairs
                    .iter()
                    .any(|(_, template)| template.segments.iter().any(|one| matches!(one, Segment::Docker { .. })))
                {
                    return Some(ImageItem::Step(Step { kind: StepKind::Label(pairs), span: node.head() }));
                }
                ImageItem::Label(pairs)
            }
            "info-cmds" => {
                let names = self.listed(node, 0).iter().map(|(word, _)| name_of(word)).collect();
                ImageItem::InfoCmds { names, inherit: node.flag("inherit"), span: node.head() }
            }
            "tags" => ImageItem::Tags(self.tags(node)),
            "allow" => {
                let what = self.denied(node)?;
                ImageItem::Allow(Allow {
                    what,
                    reason: self.required(node, "reason")?.clone(),
                    span: node.head(),
                    removal: node.node.removal,
                })
            }
            "run-options" => {
                let listed = self.listed(node, 0);
                let options = listed.iter().filter_map(|(word, _)| self.template(word)).collect();
                ImageItem::RunOptions { options, inherit: node.flag("inherit") }
            }
            "bake" => {
                let values = node.node.arguments.iter().skip(1).filter_map(|value| match value {
                    Value::String(word) => self.template(word).map(BakeValue::Text),
                    Value::Number { text, .. } => Some(BakeValue::Number(text.clone())),
                    Value::Bool(on, _) => Some(BakeValue::Bool(*on)),
                    Value::Null(_) => None,
                });
                let values = values.collect();
                ImageItem::Bake(BakeAttribute { key: name_of(node.word(0)?), values, span: node.head() })
            }
            "test" => ImageItem::Test(self.test(node)?),
            "from" => ImageItem::From(self.from(node)?),
            "gpu" => ImageItem::Gpu(self.gpu(node)),
            "torch" | "tensorflow" => ImageItem::Framework(self.framework(node)?),
            "manylinux" => ImageItem::Manylinux(self.manylinux(node)?),
            "dockerfile" => ImageItem::Dockerfile(Dockerfile {
                path: node.word(0)?.clone(),
                target: node.name_property("target"),
                span: node.head(),
            }),
            "arg" => ImageItem::Arg(self.arg(node)?),
            "stage" => ImageItem::Stage(self.stage(node)?),
            "download" => ImageItem::Download(self.download(node)?),
            _ => ImageItem::Step(self.step(node)?),
        })
    }

    fn stage(&mut self, node: Checked) -> Option<Stage> {
        let name = self.stage_name(node)?;
        let body = self.entries(node.children(), Place::Stage, true, &mut |reader, child| {
            Some(match child.row.name {
                "from" => StageItem::From(reader.from(child)?),
                "manylinux" => StageItem::Manylinux(reader.manylinux(child)?),
                _ => StageItem::Step(reader.step(child)?),
            })
        });
        Some(Stage { name, body, span: node.head() })
    }

    pub fn stage_name(&mut self, node: Checked) -> Option<Name> {
        let name = name_of(node.word(0)?);
        let good = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        if !name.value.starts_with(|c: char| c.is_ascii_alphabetic())
            || !name.value.chars().all(good)
            || RESERVED.contains(&name.value.as_str())
        {
            self.error(errors::bad_stage_name(&name));
            return None;
        }
        Some(name)
    }

    pub fn from(&mut self, node: Checked) -> Option<From> {
        let image = node.property("image").is_some();
        let stage = node.name_property("stage");
        let given = [node.word(0).is_some(), image, stage.is_some()].iter().filter(|given| **given).count();
        if given != 1 {
            self.error(errors::from_what(node.node, given));
            return None;
        }
        if !image && let Some(property) = node.open_properties().next() {
            self.error(errors::axis_without_image(&property.name));
            return None;
        }
        let base = match (node.word(0), stage) {
            (Some(word), _) if word.value == "scratch" => Base::Scratch,
            (Some(word), _) => Base::Reference(self.docker(word)?),
            (None, Some(stage)) => Base::Stage(stage),
            (None, None) => Base::Image(self.image_ref(node)?),
        };
        Some(From { base, distro: node.name_property("distro"), span: node.head() })
    }

    pub fn gpu(&mut self, node: Checked) -> Gpu {
        let family = node.word(0).map(name_of).expect("the row asks for it");
        let mut properties = self.pairs(node, false);
        let manylinux = self.gpu_manylinux(node, &mut properties);
        let several = self.nodes(node.children(), crate::schema::Context::GpuNode);
        let words = node.property_word("target").into_iter().chain(several.iter().flat_map(|child| child.words(0)));
        let targets = words.filter_map(|word| self.template(word)).collect();
        Gpu { family, targets, properties, manylinux, span: node.head() }
    }

    pub fn test(&mut self, node: Checked) -> Option<Test> {
        let mounts = self.mounts(node);
        Some(Test {
            name: name_of(node.word(0)?),
            shell: node.word(1)?.clone(),
            when: match node.property_word("when").map(|word| word.value.as_str()) {
                Some("push") => TestWhen::Push,
                Some("promote") => TestWhen::Promote,
                _ => TestWhen::Build,
            },
            gpu: node.flag("gpu"),
            inside: !matches!(node.property("image"), Some(Value::Bool(false, _))),
            mounts,
            span: node.head(),
        })
    }
}

/// Stage names with a meaning of their own in a Dockerfile.
/// Source: BuildKit's check `ReservedStageName`.
const RESERVED: &[&str] = &["scratch", "context"];
