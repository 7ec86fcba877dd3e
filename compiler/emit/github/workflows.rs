//! Fills the frames.

use super::actions::{ACTIONS, BUILDERS};
use super::checks::{self, Place, Wanted};
use super::frames::{frames, print};
use super::graph::{Layout, layout};
use super::names::Names;
use super::triggers::{EVERY_IMAGE, Triggers, triggers};
use super::yaml::{comment, quoted, raw_quoted};
use super::{promotion, registries, runners, secrets, table};
use crate::ast::{Cache, Ci, Strategy, TestWhen};
use crate::emit::FileSet;
use crate::plan::{Build, NamedContext, Plan};
use minijinja::{Environment, Value, context};
use std::collections::{BTreeMap, BTreeSet};

const AFFECTED: &str = include_str!("affected.sh");
const PREPARE: &str = include_str!("prepare.sh");
const DIGESTS: &str = include_str!("digests.sh");
const TAGS: &str = include_str!("tags.sh");
const RUN_TESTS: &str = include_str!("run-tests.sh");
const RESOLVE: &str = include_str!("resolve.sh");

pub struct Workflows<'p> {
    plan: &'p Plan,
    ci: &'p Ci,
    names: &'p Names,
    frames: Environment<'static>,
    triggers: Triggers,
    layout: Layout,
    ghcr: bool,
    build_secrets: BTreeMap<String, secrets::Secret>,
    entitlements: BTreeSet<&'p str>,
}

impl<'p> Workflows<'p> {
    pub fn new(plan: &'p Plan, ci: &'p Ci, names: &'p Names) -> Self {
        let logins = registries::logins(plan);
        let build_secrets = secrets::of_builds(plan, ci);
        let layout = layout(plan, ci.strategy);
        let emulated = runners::emulated(plan, &layout);
        let entitlements: BTreeSet<&str> =
            plan.builds.iter().flat_map(|build| &build.entitlements).map(String::as_str).collect();
        let ghcr = logins.iter().any(|login| login.host == quoted("ghcr.io"));
        let optional = |text: String| if text.is_empty() { String::new() } else { quoted(&text) };
        let login = |login: &registries::Login| {
            context! { host => login.host.clone(), username => login.username.clone(), password => login.password.clone() }
        };
        let shared = [
            ("actions", Value::from_pairs(ACTIONS)),
            ("builders", Value::from_pairs(BUILDERS)),
            ("secrets", Value::from(secrets::all(&logins, &build_secrets))),
            ("login_secrets", Value::from(secrets::all(&logins, &BTreeMap::new()))),
            ("logins", Value::from(logins.iter().map(login).collect::<Vec<_>>())),
            ("qemu", Value::from(optional(emulated))),
            ("allow", Value::from(optional(entitlements.iter().copied().collect::<Vec<_>>().join(",")))),
            ("native", Value::from(plan.native_platforms().iter().any(Option::is_some))),
            ("runner", Value::from(runners::usual(plan))),
            ("source", Value::from(quoted(&names.source))),
            ("folder", Value::from(optional(names.source.trim_start_matches('.').to_string()).replace("\"/", "\"./"))),
            ("ghcr", Value::from(ghcr)),
        ];
        Workflows {
            plan,
            ci,
            names,
            frames: frames(shared),
            triggers: triggers(plan, ci),
            layout,
            ghcr,
            build_secrets,
            entitlements,
        }
    }

    pub fn is_per_image(&self) -> bool {
        self.ci.strategy == Strategy::PerImage
    }

    pub fn publishes(&self) -> bool {
        self.triggers.publishes()
    }

    fn environment(&self, otherwise: &str) -> String {
        self.ci.environment.as_ref().map_or(otherwise, |name| &name.value).to_string()
    }

    /// What the Bake file asks its surroundings for.
    fn bake_env(&self, cache: bool, attest: bool, moment: &str) -> BTreeMap<String, String> {
        let all = [
            ("GIT_SHA", "${{ github.event.pull_request.head.sha || github.sha }}".to_string()),
            ("GIT_BRANCH", BRANCH.to_string()),
            ("GIT_TAG", "${{ github.ref_type == 'tag' && github.ref_name || '' }}".to_string()),
            ("GIT_EVENT", EVENT.to_string()),
            ("PR", "${{ github.event.pull_request.number }}".to_string()),
            ("DATE", format!("${{{{ {moment}.date }}}}")),
            ("CREATED", format!("${{{{ {moment}.created }}}}")),
            ("CACHE", format!("\"{cache}\"")),
            ("ATTEST", format!("\"{attest}\"")),
            // of what is pushed only the digests matter here
            ("BUILDX_METADATA_PROVENANCE", "disabled".to_string()),
            // the Bake file says what is attested; the action and the builder would add to it
            ("BUILDX_NO_DEFAULT_ATTESTATIONS", "\"1\"".to_string()),
        ];
        all.into_iter().map(|(name, value)| (name.to_string(), value)).collect()
    }

    /// What a run of Bake of our own is given: its layers are in the builder, so that it asks no cache of GitHub's, which only
    /// an action could.
    fn run_env(&self) -> BTreeMap<String, String> {
        let mut env = self.secrets_env();
        if self.ci.cache.as_ref().is_some_and(|cache| cache.value == Cache::Gha) {
            env.insert("CACHE".to_string(), "\"false\"".to_string());
        }
        env
    }

    /// Bakes the targets that a file lists, as they were prepared.
    fn bake(&self, list: &str) -> String {
        let allow: String = self.entitlements.iter().map(|name| format!(" --allow {name}")).collect();
        let body = format!(
            "mapfile -t targets <\"$RUNNER_TEMP/{list}\"\n\
             docker buildx bake --file docker-bake.hcl --file \"$RUNNER_TEMP/run.json\" --allow 'fs=*'{allow} \\\n  \
             --metadata-file \"$RUNNER_TEMP/metadata.json\" \"${{targets[@]}}\""
        );
        script(None, &body)
    }

    fn secrets_env(&self) -> BTreeMap<String, String> {
        self.build_secrets.iter().map(|(name, secret)| (name.clone(), secret.expression())).collect()
    }

    pub fn images(&self, files: &FileSet) -> String {
        let native = self.plan.native_platforms();
        let written = [&self.names.images, &self.names.build, &self.names.bake].map(String::clone);
        // a registry's cache is not a pull request's to write
        let cache = self.ci.cache.as_ref().is_none_or(|cache| cache.value == Cache::Gha);
        let mut check_env = self.bake_env(cache, false, "needs.affected.outputs");
        check_env.extend(self.build_secrets.keys().map(|name| (name.clone(), "\"\"".to_string())));
        print(
            &self.frames,
            "images.yml.j2",
            context! {
                title => quoted(&format!("Images of {}", self.plan.stack.name)),
                triggers => self.triggers.yaml(self.plan, &written),
                pushes => self.triggers.pushes(),
                pull_requests => self.triggers.pull_requests(),
                dispatch => self.triggers.dispatch,
                no_cache => self.triggers.no_cache(),
                platform => "matrix.part.platform",
                part_runner => runners::of_part(self.plan, "matrix.part.platform"),
                branch => BRANCH,
                event => EVENT,
                every_image => EVERY_IMAGE,
                workflow => quoted(&self.names.images),
                affected => script(Some(&table::affected(self.plan, &self.layout, &native, files)), AFFECTED),
                check_env,
                entitled => self.plan.entitles_pull_requests(),
                publish => if self.publishes() { self.callers() } else { Vec::new() },
                permissions => self.permissions(),
                build_workflow => quoted(&format!("./{}", self.names.build)),
            },
        )
    }

    /// The jobs that call the other workflow.
    fn callers(&self) -> Vec<Value> {
        let published = "github.event_name != 'pull_request'";
        if self.ci.strategy == Strategy::Single {
            return vec![context! {
                id => "publish",
                name => "Publish ${{ matrix.part.name }}",
                needs => "affected",
                condition => format!("{published} && needs.affected.outputs.parts != '[]'"),
                matrix => "${{ fromJSON(needs.affected.outputs.parts) }}",
            }];
        }
        let job = |job: &super::graph::Job| {
            let needs: Vec<&str> = ["affected"].into_iter().chain(job.needs.iter().map(String::as_str)).collect();
            let mine = format!("fromJSON(needs.affected.outputs.jobs)['{}']", job.id);
            context! {
                id => job.id.clone(),
                name => quoted(&format!("Publish {}", job.image)),
                needs => format!("[{}]", needs.join(", ")),
                // a parent that had nothing to do was skipped; one that failed stops this
                condition => format!("${{{{ !cancelled() && !failure() && {published} && {mine}[0] != null }}}}"),
                matrix => format!("${{{{ {mine} }}}}"),
            }
        };
        self.layout.jobs.iter().map(job).collect()
    }

    /// What the jobs of the called workflow may do, and no more.
    fn permissions(&self) -> Vec<&'static str> {
        let mut all = Vec::new();
        if self.ci.attest {
            all.extend([ARTIFACT_METADATA, ATTESTATIONS]);
        }
        all.push("contents: read # to check out");
        if self.ci.attest {
            all.push(ID_TOKEN);
        }
        if self.ghcr {
            all.push("packages: write # to push to ghcr.io");
        }
        all
    }

    pub fn build(&self) -> String {
        let (plan, ci) = (self.plan, self.ci);
        let gpus = |build: &Build| -> Vec<String> {
            let families = build.tests.iter().filter_map(|test| match checks::place(ci, build, test) {
                Place::PushedGpu(family) => Some(family),
                _ => None,
            });
            families.collect::<BTreeSet<_>>().into_iter().collect()
        };
        let pushed = |wanted: Place| {
            let only = |_: &Build, _: &crate::plan::Test, place: &Place| (*place == wanted).then_some(Wanted::Always);
            checks::table(plan, ci, only).map(|table| script(Some(&table), RUN_TESTS))
        };
        let families: BTreeSet<String> = plan.builds.iter().flat_map(&gpus).collect();
        let gpu_jobs: Vec<Value> = families.iter().map(|family| self.gpu_job(family, &pushed)).collect();
        let notes = checks::not_run(plan, ci, |test| test.when != TestWhen::Promote);
        let environment = self.environment("images");
        let mut prepare_env: BTreeMap<&str, String> = BTreeMap::from([
            ("PARENTS", "${{ runner.temp }}/parents".to_string()),
            ("TARGETS", "${{ inputs.targets }}".to_string()),
        ]);
        // Bake wants the variables to be there, even to print
        prepare_env.extend(self.build_secrets.keys().map(|name| (name.as_str(), "\"\"".to_string())));
        let mut attest = vec![ARTIFACT_METADATA, ATTESTATIONS, ID_TOKEN];
        if self.ghcr {
            attest.push("packages: write # to push the attestation to ghcr.io");
        }
        let has_parents =
            |build: &Build| build.contexts.values().any(|context| matches!(context, NamedContext::Build(_)));
        print(
            &self.frames,
            "images-build.yml.j2",
            context! {
                title => quoted(&format!("Build images of {}", plan.stack.name)),
                platform => "inputs.platform",
                part_runner => runners::of_part(plan, "inputs.platform"),
                environment => quoted(&environment),
                secret_of => quoted(&format!("A secret of the environment {environment}")),
                bake_env => self.bake_env(true, ci.attest, "inputs"),
                prepare_env,
                images_artifact => "images-${{ inputs.name }}",
                run_env => self.run_env(),
                push => self.bake("pushed"),
                ask => self.bake("info-targets"),
                build_secrets => self.secrets_env(),
                parents => ci.strategy == Strategy::PerImage && plan.builds.iter().any(has_parents),
                info => plan.builds.iter().any(|build| !build.info.is_empty()),
                prepare => script(Some(&table::prepare(plan, gpus)), PREPARE),
                digests => script(None, DIGESTS),
                tags => script(None, TAGS),
                pushed_tests => pushed(Place::Pushed),
                gpus => gpu_jobs,
                not_run => said(&notes),
                notes,
                attest => ci.attest,
                attest_permissions => attest,
            },
        )
    }

    fn gpu_job(&self, family: &str, pushed: &impl Fn(Place) -> Option<String>) -> Value {
        let literal = family.replace('\'', "''");
        let condition =
            format!("contains(fromJSON(needs.build.outputs.gpus), '{literal}') && needs.build.outputs.images != '[]'");
        context! {
            id => format!("gpu-{}", table::word(family).replace(['.', '/'], "-")),
            name => quoted(&format!("Test on {family}")),
            condition => raw_quoted(&condition),
            runner => runners::gpu(self.plan, self.ci, family),
            script => pushed(Place::PushedGpu(family.to_string())),
        }
    }

    /// Nothing where no build is promoted.
    pub fn promote(&self) -> Option<String> {
        let (plan, ci) = (self.plan, self.ci);
        let steps = promotion::steps(plan);
        if steps.is_empty() {
            return None;
        }
        let families: BTreeSet<String> =
            plan.builds.iter().flat_map(|build| promotion::gpus(ci, build, None)).collect();
        let tests = |family: Option<&str>| {
            let only = |build: &Build, test: &crate::plan::Test, place: &Place| match (place.gpu(), family) {
                (place_family, family) if place_family == family => promotion::wanted(build, test, place),
                _ => None,
            };
            checks::table(plan, ci, only).map(|table| script(Some(&table), RUN_TESTS))
        };
        let mut jobs: Vec<Value> = Vec::new();
        if let Some(script) = tests(None) {
            jobs.push(
                context! { id => "test", name => "Test", runner => runners::usual(plan), script, condition => "" },
            );
        }
        for family in &families {
            let literal = family.replace('\'', "''");
            jobs.push(context! {
                id => format!("gpu-{}", table::word(family).replace(['.', '/'], "-")),
                name => quoted(&format!("Test on {family}")),
                runner => runners::gpu(plan, ci, family),
                script => tests(Some(family)),
                condition => raw_quoted(&format!("contains(fromJSON(needs.resolve.outputs.gpus), '{literal}')")),
            });
        }
        let context = context! {
            title => quoted(&format!("Promote images of {}", plan.stack.name)),
            images_artifact => "images",
            environment => quoted(&self.environment("promotion")),
            choices => steps.iter().map(|step| raw_quoted(step)).collect::<Vec<_>>(),
            notes => checks::not_run(plan, ci, |test| test.when == TestWhen::Promote),
            untested => plan.builds.iter().any(|build| !promotion::blocked(ci, build, None).is_empty()),
            resolve => script(Some(&promotion::table(plan, ci)), RESOLVE),
            tags => script(None, TAGS),
            tests => jobs,
        };
        Some(print(&self.frames, "promote.yml.j2", context))
    }
}

/// The branch: none of a pull request, and none where a git tag was pushed or released.
const BRANCH: &str =
    "${{ github.event_name != 'pull_request' && github.ref_type == 'branch' && github.ref_name || '' }}";
const EVENT: &str = "${{ github.event_name == 'workflow_dispatch' && 'dispatch' || github.event_name }}";
const ARTIFACT_METADATA: &str = "artifact-metadata: write # to record where the image is";
const ATTESTATIONS: &str = "attestations: write # to store attestations";
const ID_TOKEN: &str = "id-token: write # to sign attestations";

/// A script that begins with its table.
fn script(table: Option<&str>, body: &str) -> String {
    let table = table.map(|rows| format!("table() {{\n  cat <<'TABLE'\n{rows}TABLE\n}}\n"));
    format!("set -euo pipefail\n{}{}", table.unwrap_or_default(), body.trim_end())
}

/// A script that puts the notes into the summary.
fn said(notes: &[String]) -> String {
    if notes.is_empty() {
        return String::new();
    }
    let lines: String =
        notes.iter().map(|note| format!("Not run: {}\n\n", comment(note).replace("${{", "$ {{"))).collect();
    script(Some(&lines), "table >>\"$GITHUB_STEP_SUMMARY\"")
}
