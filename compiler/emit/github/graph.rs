//! Who builds what: the connected parts of the graph for one Bake run each, or a job for each image.

use crate::ast::{Strategy, TestWhen};
use crate::plan::{Build, BuildId, Plan};
use std::collections::{BTreeMap, BTreeSet};

/// GitHub makes at most 256 jobs of a matrix.
const MOST: usize = 250;

/// The job of one image, under the strategy `per-image`.
pub struct Job {
    pub id: String,
    pub image: String,
    /// Identifiers of all jobs that it stands on, however far.
    pub needs: Vec<String>,
}

/// Where each build is built.
pub struct Layout {
    /// By build: the connected part that it is in, named by the first target of it.
    pub parts: Vec<String>,
    /// In order, needed ones first; empty under the strategy `single`.
    pub jobs: Vec<Job>,
    /// By build: job and shard.
    pub places: Vec<Option<(String, String)>>,
}

impl Layout {
    /// By build: whether it may be in one Bake run with one of another kind.
    pub fn beside_others<K: PartialEq>(&self, kinds: &[K]) -> Vec<bool> {
        let in_parts = mixed(self.parts.iter().map(Some), kinds);
        let in_places = mixed(self.places.iter().map(Option::as_ref), kinds);
        in_parts.into_iter().zip(in_places).map(|(part, place)| part || place).collect()
    }
}

/// By build: whether its group, if it is in one, has builds of several kinds.
fn mixed<G: Copy + Ord, K: PartialEq>(groups: impl Iterator<Item = Option<G>> + Clone, kinds: &[K]) -> Vec<bool> {
    let mut first: BTreeMap<G, &K> = BTreeMap::new();
    let mut several: BTreeSet<G> = BTreeSet::new();
    for (group, kind) in groups.clone().zip(kinds) {
        if let Some(group) = group
            && *first.entry(group).or_insert(kind) != kind
        {
            several.insert(group);
        }
    }
    groups.map(|group| group.is_some_and(|group| several.contains(&group))).collect()
}

pub fn layout(plan: &Plan, strategy: Strategy) -> Layout {
    let parts = parts(plan);
    let (jobs, places) = match strategy {
        Strategy::Single => (Vec::new(), vec![None; plan.builds.len()]),
        Strategy::PerImage => jobs(plan),
    };
    Layout { parts, jobs, places }
}

/// The last of each chain of marks is the smallest build of its part.
fn root(of: &[usize], mut at: usize) -> usize {
    while of[at] != at {
        at = of[at];
    }
    at
}

fn parts(plan: &Plan) -> Vec<String> {
    let mut of: Vec<usize> = (0..plan.builds.len()).collect();
    for (at, build) in plan.builds.iter().enumerate() {
        for parent in &build.parents {
            let (one, other) = (root(&of, at), root(&of, parent.0));
            of[one.max(other)] = one.min(other);
        }
    }
    let roots: Vec<usize> = (0..of.len()).map(|at| root(&of, at)).collect();
    let distinct: Vec<usize> = roots.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
    // more parts than a matrix takes share Bake runs
    let name = |root: usize| {
        let at = distinct.iter().position(|&other| other == root).expect("every root is among them");
        plan.builds[distinct[at % MOST]].target.clone()
    };
    roots.into_iter().map(name).collect()
}

/// An internal image is nobody's job unless it is tested: what stands on it builds it.
fn has_job(build: &Build) -> bool {
    !build.internal || build.tests.iter().any(|test| test.when == TestWhen::Build && test.inside && !test.gpu)
}

type Places = Vec<Option<(String, String)>>;

fn jobs(plan: &Plan) -> (Vec<Job>, Places) {
    let mut by_image: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, build) in plan.builds.iter().enumerate() {
        if has_job(build) {
            by_image.entry(&build.image).or_default().push(at);
        }
    }
    let mut ids = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for image in by_image.keys() {
        let safe = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') { c } else { '-' };
        let base: String = format!("image-{}", image.chars().map(safe).collect::<String>());
        let id = (1..)
            .map(|n| if n == 1 { base.clone() } else { format!("{base}-{n}") })
            .find(|id| taken.insert(id.clone()));
        ids.insert(*image, id.expect("numbers do not end"));
    }
    let mut places = vec![None; plan.builds.len()];
    for (image, builds) in &by_image {
        let shards = builds.len().min(MOST);
        for (n, &at) in builds.iter().enumerate() {
            let shard = plan.builds[builds[n % shards]].target.clone();
            places[at] = Some((ids[image].clone(), shard));
        }
    }
    (ordered(plan, &by_image, &ids), places)
}

/// Images stand on images; where two stand on each other in different builds, neither waits: Bake builds what it lacks.
fn ordered(plan: &Plan, by_image: &BTreeMap<&str, Vec<usize>>, ids: &BTreeMap<&str, String>) -> Vec<Job> {
    let images: Vec<&str> = by_image.keys().copied().collect();
    let place: BTreeMap<&str, usize> = images.iter().enumerate().map(|(at, image)| (*image, at)).collect();
    let mut below = vec![Set::new(images.len()); images.len()];
    for (at, builds) in by_image.values().enumerate() {
        for id in builds.iter().flat_map(|&build| plan.with_ancestors(BuildId(build))) {
            place.get(plan.build(id).image.as_str()).into_iter().for_each(|&other| below[at].insert(other));
        }
    }
    // all of them, also through builds of an image that this build does not stand on
    for via in 0..images.len() {
        let through = below[via].clone();
        below.iter_mut().filter(|set| set.has(via)).for_each(|set| set.join(&through));
    }
    let waits_for = |at: usize| -> Vec<usize> {
        (0..images.len()).filter(|&other| below[at].has(other) && !below[other].has(at)).collect()
    };
    let mut all: Vec<(usize, Vec<usize>)> = (0..images.len()).map(|at| (at, waits_for(at))).collect();
    // what stands on fewer comes first; all that an image stands on stands on fewer
    all.sort_by_key(|(at, others)| (others.len(), by_image[images[*at]][0]));
    let id = |at: usize| ids[images[at]].clone();
    all.into_iter()
        .map(|(at, others)| Job {
            id: id(at),
            image: images[at].to_string(),
            needs: others.into_iter().map(id).collect(),
        })
        .collect()
}

/// Some of so many things, by number.
#[derive(Clone)]
struct Set(Vec<u64>);

impl Set {
    fn new(many: usize) -> Set {
        Set(vec![0; many.div_ceil(64)])
    }

    fn insert(&mut self, one: usize) {
        self.0[one / 64] |= 1 << (one % 64);
    }

    fn has(&self, one: usize) -> bool {
        self.0[one / 64] & (1 << (one % 64)) != 0
    }

    fn join(&mut self, other: &Set) {
        self.0.iter_mut().zip(&other.0).for_each(|(mine, theirs)| *mine |= theirs);
    }
}
